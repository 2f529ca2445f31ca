import type { Step } from '../step/step.ts';
import { neededSteps } from './needs.ts';

/**
 * done: all conditions are met. partial: some are. not-run: none is, and nothing was built on the step. over: a look or
 * a load of the past. broken: it should stand and does not. unknown: the check itself failed.
 */
export type Standing = 'done' | 'partial' | 'not-run' | 'over' | 'broken' | 'unknown';

/** What the checks of a step's conditions found. */
export interface Findings {
  readonly met: number;
  readonly unmet: number;
  /** Something of the step stands. */
  readonly stands: boolean;
  /** A condition can no longer be met. */
  readonly failed: boolean;
  /** The check threw. */
  readonly threw: boolean;
  /** A temporary step has run. */
  readonly ran: boolean;
  /** Of the first unmet condition, of the error, or of the last met condition. */
  readonly detail: string;
}

export interface Judged {
  readonly standing: Standing;
  readonly detail: string;
  /** The step has something, but lacks a needed step: the detail says which. */
  readonly lacks?: boolean;
}

type Found = ReadonlyMap<Step, Findings>;

/** The standing of each step, from the findings at all of them: a step is broken when later steps are built on it. */
export function standings(found: Found): ReadonlyMap<Step, Judged> {
  return new Map([...found].map(([step, findings]) => [step, judge(step, findings, found)]));
}

function judge(step: Step, findings: Findings, found: Found): Judged {
  const steps = [...found.keys()];
  const { detail } = findings;
  const missing = neededSteps(step, steps).find((one) => !isMet(found.get(one)!));
  if (missing && (findings.threw || passes(step) || step.serves))
    return {
      standing: pastOr('not-run', step, findings, found),
      detail: `needs ${missing.id}, which is not done`,
      lacks: findings.stands,
    };
  if (isMet(findings)) return { standing: 'done', detail };
  if (findings.threw) return { standing: 'unknown', detail };
  if (step.serves) return { standing: 'broken', detail };
  const rest = findings.failed ? 'broken' : findings.stands ? 'partial' : 'not-run';
  if (passes(step)) return { standing: pastOr(rest, step, findings, found), detail };
  const builtOn = steps.some((one) => isBegun(one, found) && neededSteps(one, steps).includes(step));
  return { standing: builtOn ? 'broken' : rest, detail };
}

const isMet = ({ met, unmet, threw }: Findings): boolean => !threw && unmet === 0 && met > 0;

/** What the step shows is of the moment; the absence of it later is no failure. */
const passes = ({ readOnly, temporary, serves }: Step): boolean => !serves && (readOnly === true || temporary === true);

/** Something that the step made stands. What a cleanup finds does not show it. */
const isBegun = (step: Step, found: Found): boolean =>
  !step.readOnly && !step.repeats && !step.temporary && found.get(step)!.stands;

function pastOr(rest: Standing, step: Step, { ran }: Findings, found: Found): Standing {
  if (!passes(step)) return rest;
  const steps = [...found.keys()];
  const later = steps.slice(steps.indexOf(step) + 1);
  return ran || later.some((one) => isBegun(one, found)) ? 'over' : rest;
}

/**
 * Whether the deployment serves: the steps that ask it for an answer are done. In a list without such a step, all steps
 * that last must be done.
 */
export function serves(judged: ReadonlyMap<Step, Judged>): boolean {
  const steps = [...judged.keys()].filter(({ weight }) => weight !== 'deletes');
  const asking = steps.filter((step) => step.serves);
  const lasting = steps.filter((step) => !passes(step));
  const counted = [asking, lasting, steps].find((some) => some.length > 0) ?? [];
  return counted.every((step) => judged.get(step)!.standing === 'done');
}
