import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import type { Clock } from '../target/clock.ts';
import { duration } from '../wait/duration.ts';
import { isDone } from './examine.ts';

/** All that a step stands on, however far below, in the list's order. What only looks, and what goes on beside it, leave nothing to stand on. */
export function groundsOf(step: Step, steps: readonly Step[]): readonly Step[] {
  const all = new Set<Step>();
  const add = ({ needs }: Step): void => {
    for (const one of steps.filter(({ id }) => needs.includes(id))) {
      if (all.has(one)) continue;
      all.add(one);
      add(one);
    }
  };
  add(step);
  const beside = new Set((step.during ?? []).map(({ id }) => id));
  return steps.filter((one) => all.has(one) && !one.readOnly && !one.outlives && !beside.has(one.id));
}

/**
 * Refuse a run whose steps stand on nothing: neither on what is there, nor on what the run itself makes. What they need
 * directly is asked; only where that is not done, what lies below.
 * @throws RunbookError NOT_DONE with the first step of which nothing is there. @param commandOf how a step is run
 */
export async function mustStand(
  chosen: readonly Step[],
  steps: readonly Step[],
  session: Session,
  commandOf: (step: Step) => string,
): Promise<void> {
  const wantedBy = new Map<Step, Step>();
  for (const step of chosen)
    for (const one of groundsOf(step, steps)) if (!chosen.includes(one) && !wantedBy.has(one)) wantedBy.set(one, step);
  const grounds = steps.filter((one) => wantedBy.has(one));
  const covered = new Set(grounds.flatMap((one) => groundsOf(one, steps).map(({ id }) => id)));
  const direct = grounds.filter(({ id }) => !covered.has(id));
  const answers = await Promise.all(direct.map((one) => isDone(one, session)));
  if (answers.every(({ done }) => done)) return;
  const gone = await firstGone(grounds, session, session.signal);
  if (gone) throw notDone(wantedBy.get(gone)!, gone, (await isDone(gone, session)).detail, commandOf(gone));
}

/** Between two looks at what a step stands on, and until what seems gone is believed (ms of the target's time; real ms). */
const EVERY = { target: duration('5m'), real: 10_000 } as const;
const AGAIN = duration('30s');

/**
 * Look now and then whether all that a step stands on is there, while it waits.
 * @returns the error that names what is gone: none of its conditions is met, twice. @throws the signal's reason
 */
export async function watchGrounds(
  step: Step,
  steps: readonly Step[],
  session: Session,
  signal: AbortSignal,
  commandOf: (step: Step) => string,
): Promise<RunbookError> {
  const { clock } = session.target;
  const grounds = groundsOf(step, steps);
  for (let seenGone: Step | undefined; ; ) {
    await (seenGone ? clock.sleep(AGAIN, signal) : rest(clock, signal));
    const gone = await firstGone(grounds, session, signal);
    if (gone && gone === seenGone)
      return notDone(step, gone, `nothing of ${gone.id} is there any more`, commandOf(gone));
    seenGone = gone;
  }
}

async function rest(clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(EVERY.target, EVERY.real * clock.pace), signal);
}

/** Not merely unwell: a rollout, or an autoscaler without a sample, is none of its end. A question that fails proves nothing. */
async function firstGone(grounds: readonly Step[], session: Session, signal: AbortSignal): Promise<Step | undefined> {
  for (const step of grounds) {
    const looks = step.done(session).map((condition) => condition.look(session, signal));
    const states = await Promise.all(
      looks.map((look) =>
        look.then(
          ({ state }) => state,
          () => 'unknown' as const,
        ),
      ),
    );
    if (states.length > 0 && states.every((state) => state === 'pending' || state === 'failed')) return step;
  }
  return undefined;
}

function notDone(step: Step, needed: Step, detail: string, command: string): RunbookError {
  return new RunbookError('NOT_DONE', `${step.id} needs ${needed.id}, which is not done`, {
    evidence: [detail],
    remedy: command,
  });
}
