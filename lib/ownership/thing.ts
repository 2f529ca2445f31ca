import { shell, type Words } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import type { Already } from '../step/step.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { LABEL } from './label.ts';

/** The owner of a thing. `unlabelled`: this runbook created it, but was killed before it set the label. */
export type Ownership = 'absent' | 'ours' | 'unlabelled' | 'another';

/** A resource that this runbook creates, and that somebody else may have created under the same name. */
export interface Thing {
  /** The name for messages: `cluster vllm-tpu`, `secret/hf-secret`. */
  readonly name: string;
  ownership(session: Session, signal: AbortSignal): Promise<Ownership>;
  /** A command of a script that prints the ownership. */
  readonly shell: Words;
}

const WHY: Readonly<Record<Ownership, string>> = {
  absent: 'not found',
  ours: `was created by ${LABEL.value}`,
  unlabelled: `has no label of ${LABEL.value}`,
  another: `was not created by ${LABEL.value}`,
};

function owned(thing: Thing, what: string, owners: readonly Ownership[], placeholder: boolean): Condition<boolean> {
  return {
    what: `${thing.name} ${what}`,
    placeholder,
    timeout: duration('1m'),
    shell: { words: shell`prints ${owners.join('|')} ${thing.shell}` },
    look: async (session, signal) => {
      const ownership = await thing.ownership(session, signal);
      const progress = `${thing.name} ${WHY[ownership]}`;
      return owners.includes(ownership) ? met(true, progress) : pending(progress);
    },
  };
}

/** This runbook created the thing. */
export const isOurs = (thing: Thing): Condition<boolean> =>
  owned(thing, 'was created by this runbook', ['ours', 'unlabelled'], true);

/** This runbook created and labelled the thing. */
export const isLabelled = (thing: Thing): Condition<boolean> =>
  owned(thing, 'has the label of this runbook', ['ours'], true);

/** This runbook created the thing, but was killed before it set the label. */
export const isUnlabelled = (thing: Thing): Condition<boolean> =>
  owned(thing, 'was created by this runbook without a label', ['unlabelled'], true);

/** The thing exists, with its label if this runbook created it. */
export const isComplete = (thing: Thing): Condition<boolean> => owned(thing, 'exists', ['ours', 'another'], true);

/** The thing exists, and this runbook did not create it. */
export const isAnothers = (thing: Thing): Condition<boolean> =>
  owned(thing, 'was created by somebody else', ['another'], false);

/** For a command that creates the thing: accept that it exists if this runbook created it. */
export function existsAsOurs(thing: Thing): Already {
  const what = `${thing.name[0]!.toUpperCase()}${thing.name.slice(1)}`;
  return { kind: 'alreadyExists', ours: isOurs(thing), what };
}
