import type { Session } from '../../lib/session/session.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import type { Text } from '../text.ts';

/** Where a drill starts: the steps of the runbook that are done. `stages.ts` says which. */
export type Stage = 'empty' | 'cluster' | 'serving' | 'scaling';

/** A fault of the sandbox (`sandbox/FAULTS.md`). */
export interface Fault {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** One thing that must be so at the end. It asks the world and changes nothing. */
export interface Item {
  /** The goal as a statement. */
  readonly what: Text;
  /** What it is worth; 0 for what is so from the start and must stay so. */
  readonly points: number;
  /** Shown when it is met. */
  readonly met: Text;
  /** Shown when it is not met: what is there instead, not how to fix it. */
  readonly unmet: Text;
  /** An error counts as not met. */
  ask(session: Session): Promise<boolean>;
}

/** A part of a solution: what a person types, and why. */
export interface Move {
  readonly why: Text;
  readonly actions: Actions;
}

/** A broken world, a goal, and a check. */
export interface Drill {
  /** The file's name without its ending. */
  readonly id: string;
  readonly title: Text;
  /** What the learner meets, as somebody who is called in meets it. Names no cause. */
  readonly story: Text;
  readonly goal: Text;
  /** From where to look to what to type. */
  readonly hints: readonly [Text, Text, Text];
  /** What to look at first next time. */
  readonly debrief: Text;
  /** For somebody who has done the notebooks. */
  readonly minutes: number;
  /** 1: one command shows the cause. 2: two places. 3: the symptom points elsewhere. */
  readonly level: 1 | 2 | 3;
  readonly topics: readonly string[];
  /** Where this happened: an issue, a page, a file of the sandbox. */
  readonly source: string;
  readonly stage: Stage;
  /** The load of 10-load runs. @default false */
  readonly load?: boolean;
  /** Faults that stay on: the repair goes around them, and switching one off does not count. */
  readonly faults: readonly Fault[];
  /** What is done to the stage, after its faults are on. Waits until the symptom shows. */
  broken(context: StepContext): Actions;
  items(context: StepContext): readonly Item[];
  solution(context: StepContext): readonly Move[];
}

/**
 * Describe a drill.
 * @example
 * export const quota = drill({ id: 'quota', stage: 'cluster', faults: [{ name: 'tpu-quota-zero' }], … });
 */
export function drill(definition: Partial<Pick<Drill, 'faults' | 'broken'>> & Omit<Drill, 'faults' | 'broken'>): Drill {
  return { faults: [], broken: () => [], ...definition };
}

/** Asks whether all of these conditions are met. */
export function all(...conditions: readonly Condition[]): Item['ask'] {
  return async (session) => {
    for (const { look } of conditions) if ((await look(session, session.signal)).state !== 'met') return false;
    return true;
  };
}
