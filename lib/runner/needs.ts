import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import type { Clock } from '../target/clock.ts';
import { duration } from '../wait/duration.ts';
import { isDone } from './examine.ts';

/** All direct and indirect needs of a step, in the list's order, without steps that only look or run beside it. */
export function neededSteps(step: Step, steps: readonly Step[]): readonly Step[] {
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
  return steps.filter((one) => all.has(one) && !one.readOnly && !one.repeats && !one.outlives && !beside.has(one.id));
}

/**
 * Refuse a run whose needed steps are neither done nor part of the run, and warn of those that are partly done. Checks
 * direct needs first, and their needs only when one is not done.
 * @param commandOf the command that runs a step
 * @param commandTo the command that runs all steps up to one; recommended where more than one is missing
 * @throws RunbookError NOT_DONE with the first needed step that has no condition met, or the error of a needed step that
 * no wait will finish
 */
export async function mustStand(
  chosen: readonly Step[],
  steps: readonly Step[],
  session: Session,
  commandOf: (step: Step) => string,
  commandTo?: (step: Step) => string,
): Promise<void> {
  const wantedBy = new Map<Step, Step>();
  for (const step of chosen)
    for (const one of neededSteps(step, steps))
      if (!chosen.includes(one) && !wantedBy.has(one)) wantedBy.set(one, step);
  const needed = steps.filter((one) => wantedBy.has(one));
  const covered = new Set(needed.flatMap((one) => neededSteps(one, steps).map(({ id }) => id)));
  const direct = needed.filter(({ id }) => !covered.has(id));
  const answers = await Promise.all(direct.map((one) => isDone(one, session)));
  if (answers.every(({ done }) => done)) return;
  const gone = await firstGone(needed, session, session.signal);
  if (gone) {
    const wanting = wantedBy.get(gone)!;
    const stands = needed.some((one) => neededSteps(one, steps).includes(gone));
    const command = stands && commandTo ? commandTo(wanting) : commandOf(gone);
    throw notDone(wanting, gone, (await isDone(gone, session)).detail, command);
  }
  const stuck = await firstFailure(needed, session);
  if (stuck) throw stuck;
  // A rollout may be under way, or a variable has changed since.
  for (const [index, { done, detail }] of answers.entries()) {
    if (done) continue;
    const text = `${direct[index]!.id} is only partly done: ${detail}\nTo run it again: ${commandOf(direct[index]!)}`;
    session.log.write({ kind: 'warning', text });
  }
}

/** The error of the first condition that can no longer be met. A check that throws does not count. */
async function firstFailure(steps: readonly Step[], session: Session): Promise<RunbookError | undefined> {
  const looks = steps.flatMap((step) => step.done(session).map(({ look }) => look(session, session.signal)));
  for (const look of await Promise.allSettled(looks))
    if (look.status === 'fulfilled' && look.value.state === 'failed') return look.value.error;
  return undefined;
}

/**
 * The interval of checks of the needed steps, and the delay before a second check confirms a loss (ms of the target's
 * time; real ms).
 */
const EVERY = { target: duration('5m'), real: 10_000 } as const;
const AGAIN = duration('30s');

/**
 * Check the needed steps regularly while a step waits.
 * @returns an error with the first needed step that has no condition met in two checks. @throws the signal's reason
 */
export async function watchNeededSteps(
  step: Step,
  steps: readonly Step[],
  session: Session,
  signal: AbortSignal,
  commandOf: (step: Step) => string,
): Promise<RunbookError> {
  const { clock } = session.target;
  const needed = neededSteps(step, steps);
  for (let seenGone: Step | undefined; ; ) {
    await (seenGone ? clock.sleep(AGAIN, signal) : rest(clock, signal));
    const gone = await firstGone(needed, session, signal);
    if (gone && gone === seenGone)
      return notDone(step, gone, `everything that ${gone.id} created is gone`, commandOf(gone));
    seenGone = gone;
  }
}

async function rest(clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(EVERY.target, EVERY.real * clock.pace), signal);
}

/**
 * The first step without any met condition. A check that throws does not count; neither does a partly met step, such as
 * a rollout.
 */
async function firstGone(needed: readonly Step[], session: Session, signal: AbortSignal): Promise<Step | undefined> {
  for (const step of needed) {
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
