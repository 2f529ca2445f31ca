import type { Session } from '../session/session.ts';
import type { Already } from '../step/step.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { LABEL } from './label.ts';

/** Whose a thing is. `unlabelled`: this runbook created it, and was killed before it labelled it. */
export type Ownership = 'absent' | 'ours' | 'unlabelled' | 'another';

/** Something that this runbook makes, and that somebody else may have made under the same name. */
export interface Thing {
  /** As inside a sentence: `cluster vllm-tpu`, `secret/hf-secret`. */
  readonly name: string;
  ownership(session: Session, signal: AbortSignal): Promise<Ownership>;
}

const WHY: Readonly<Record<Ownership, string>> = {
  absent: 'it does not exist',
  ours: 'this runbook created it',
  unlabelled: 'it has no label yet',
  another: `it was not created by ${LABEL.value}`,
};

function owned(thing: Thing, what: string, owners: readonly Ownership[], placeholder: boolean): Condition<boolean> {
  return {
    what: `${thing.name} ${what}`,
    placeholder,
    timeout: duration('1m'),
    look: async (session, signal) => {
      const ownership = await thing.ownership(session, signal);
      return owners.includes(ownership) ? met(true, WHY[ownership]) : pending(WHY[ownership]);
    },
  };
}

/** This runbook created it. */
export const isOurs = (thing: Thing): Condition<boolean> =>
  owned(thing, 'was created by this runbook', ['ours', 'unlabelled'], true);

/** This runbook created and labelled it. */
export const isLabelled = (thing: Thing): Condition<boolean> =>
  owned(thing, 'has the label of this runbook', ['ours'], true);

/** This runbook created it, and was killed before it labelled it. */
export const isUnlabelled = (thing: Thing): Condition<boolean> =>
  owned(thing, 'was created by this runbook without a label', ['unlabelled'], true);

/** It exists, whoever created it, and has the label if this runbook did. */
export const isComplete = (thing: Thing): Condition<boolean> => owned(thing, 'exists', ['ours', 'another'], true);

/** It exists, and this runbook did not create it. */
export const isAnothers = (thing: Thing): Condition<boolean> =>
  owned(thing, 'was created by somebody else', ['another'], false);

/** Of a command that creates it: it exists already, which is well when this runbook created it. */
export function existsAsOurs(thing: Thing): Already {
  const what = `${thing.name[0]!.toUpperCase()}${thing.name.slice(1)}`;
  return { kind: 'alreadyExists', ours: isOurs(thing), what };
}
