import { setTimeout } from 'node:timers/promises';
import { withFaults } from './faults.ts';
import { kills } from './kills.ts';
import type { Outcome } from './outcome.ts';

/** Each makes ready for so many walkthroughs, and then does the one of a number from 0. */
const KINDS = {
  faults: async (_count: number, probability: number) => () => withFaults(probability),
  kills: (count: number) => kills(count),
} as const;

export type Kind = keyof typeof KINDS;

export const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text);

/** A walkthrough takes one to four minutes (real ms). */
const LONGEST = 600_000;

/** Do them one after the other, and say how each came out. @returns how many came out well */
export async function tally(
  kind: Kind,
  count: number,
  probability: number,
  say: (line: string) => void,
): Promise<number> {
  const attempt = await KINDS[kind](count, probability);
  let good = 0;
  for (let number = 0; number < count; number++) {
    const outcome = await Promise.race([attempt(number).catch(broken), late()]);
    if (outcome.good) good++;
    say(`${outcome.good ? '✓' : '✗'} ${number + 1}: ${outcome.detail}`);
  }
  return good;
}

const broken = ({ message }: Error): Outcome => ({ good: false, detail: message });

async function late(): Promise<Outcome> {
  await setTimeout(LONGEST, undefined, { ref: false });
  return { good: false, detail: 'it did not end' };
}
