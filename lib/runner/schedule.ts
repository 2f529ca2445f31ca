import type { Step } from '../step/step.ts';

type Scheduled = Pick<Step, 'id' | 'needs' | 'alone'>;

/**
 * Run each step once its needed steps earlier in the list have ended. A step with `alone` waits for all steps before
 * it, and all steps after it wait for it. After the first failure no step starts.
 * @param stop called with the first failure, to stop running steps
 * @throws the first failure, once all steps have ended
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
