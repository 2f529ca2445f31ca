import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { findingsOf } from './examine.ts';
import { neededSteps } from './needs.ts';
import { withFlags } from './with-flags.ts';
import { withGiven } from './with-given.ts';

/** Warn before the undo of a step that later steps stand on: their state does not change, and they may stop working. */
export async function warnOfDependents(
  step: Step,
  steps: readonly Step[],
  session: Session,
  commandOf: (step: Step) => string,
): Promise<void> {
  const built = steps.filter((one) => one.undo && !one.temporary && neededSteps(one, steps).includes(step));
  const found = await Promise.all(built.map((one) => findingsOf(one, session)));
  const standing = built.filter((_, index) => found[index]!.stands);
  if (standing.length === 0) return;
  const [names, need] = [standing.map(({ id }) => id).join(', '), standing.length === 1 ? 'needs' : 'need'];
  const commands = standing.reverse().map((one) => withGiven(withFlags(commandOf(one), { undo: true }), session));
  const text = `${names} ${need} ${step.id} and may stop working. To undo them first:\n${commands.join('\n')}`;
  session.log.write({ kind: 'warning', text });
}
