import type { MachineType } from '../../../lib/config/index.ts';
import { type Bought, type Place, WAYS } from '../../../runbook/configure/places.ts';
import type { Prompts } from '../../../runbook/configure/prompts.ts';
import type { Offer } from '../../../runbook/configure/question.ts';
import type { Surroundings } from '../../../runbook/configure/surroundings.ts';

export const bought = (limit: number | undefined, used = 0, perHour: number | undefined = 21.6): Bought => ({
  limit,
  used,
  perHour,
});

export const zone = (name: string, onDemand: Bought, spot: Bought = bought(1536)): Place => ({
  zone: name,
  ways: { 'on-demand': onDemand, spot, 'flex-start': spot },
});

/** Projects and zones as data, as the APIs would tell them. */
export function cloudOf(
  places: readonly Place[],
  { projects = ['one-project', 'two-project'], current = 'two-project', address = '203.0.113.7' } = {},
): Surroundings {
  const { signal } = new AbortController();
  return {
    target: { kind: 'sandbox' } as Surroundings['target'],
    signal,
    currentProject: async () => current,
    projects: async () => projects,
    places: async (_: string, __: MachineType) => places,
    address: async () => address,
  };
}

export interface Asked {
  readonly message: string;
  readonly offer: Offer;
  readonly first: string | undefined;
}

/** A person who takes what is preselected, unless told otherwise by the beginning of a question. */
export function person(answers: Readonly<Record<string, string>> = {}): Prompts & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    choose: async (message, offer, first) => {
      asked.push({ message, offer, first });
      const own = Object.keys(answers).find((beginning) => message.startsWith(beginning));
      return own === undefined ? (first ?? offer.choices[0]!.value) : answers[own]!;
    },
    only: () => undefined,
    hidden: async () => 'hf_typedByAPerson',
    text: async (message, check) => {
      const text = answers[message] ?? 'hf-token';
      const why = await check(text);
      if (why !== undefined) throw new Error(why);
      return text;
    },
    agree: async () => true,
  };
}

export const NOTHING: Place['ways'] = Object.fromEntries(WAYS.map((way) => [way, bought(0)])) as Place['ways'];
