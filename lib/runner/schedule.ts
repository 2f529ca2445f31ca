import type { Step } from '../step/step.ts';

type Scheduled = Pick<Step, 'id' | 'needs' | 'alone'>;

/**
 * Act on steps, each as soon as those that it needs have ended, as far as they are in the list (before it). One that
 * stands alone waits for all before it, and all after it wait for it: a list of such runs in its order.
 * After the first failure no step begins any more.
 * @param stop is told the first failure, to end the steps under way
 * @throws what failed first, when all have ended
 */
export async function schedule<S extends Scheduled>(
  steps: readonly S[],
  act: (step: S) => Promise<void>,
  stop: (reason: unknown) => void,
): Promise<void> {
  const ends = new Map<string, Promise<void>>();
  let failure: { readonly reason: unknown } | undefined;
  let barrier = Promise.resolve();

  const begin = async (step: S, before: readonly Promise<void>[]): Promise<void> => {
    await Promise.all(before);
    if (failure) throw failure.reason;
    try {
      await act(step);
    } catch (reason) {
      if (!failure) {
        failure = { reason };
        stop(reason);
      }
      throw reason;
    }
  };

  for (const step of steps) {
    const needed = step.needs.flatMap((id) => ends.get(id) ?? []);
    const end = begin(step, step.alone ? [...ends.values()] : [barrier, ...needed]);
    ends.set(step.id, end);
    if (step.alone) barrier = end;
  }
  await Promise.allSettled(ends.values());
  if (failure) throw failure.reason;
}
