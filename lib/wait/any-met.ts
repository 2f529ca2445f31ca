import type { Session } from '../session/session.ts';
import { type Condition, type Look, pending } from './condition.ts';

/**
 * One of the conditions is met; otherwise the state is that of the last one. Watched when all conditions have a watch.
 */
export function anyMet<T>(conditions: readonly Condition<T>[]): Condition<T> {
  const { watch: _, ...last } = conditions.at(-1)!;
  return {
    ...last,
    look: async (session, signal, since) => {
      let look: Look<T> = pending('no conditions');
      for (const condition of conditions) {
        look = await condition.look(session, signal, since);
        if (look.state === 'met') break;
      }
      return look;
    },
    ...(conditions.every(({ watch }) => watch) && {
      watch: (session, signal, since) => watchAll(conditions, session, signal, since),
    }),
  };
}

/** Yields every look of the last condition, and met looks of the others. Ends with the first watch that ends. */
async function* watchAll<T>(
  conditions: readonly Condition<T>[],
  session: Session,
  signal: AbortSignal,
  since: number | undefined,
): AsyncGenerator<Look<T>> {
  const ended = new AbortController();
  const within = AbortSignal.any([signal, ended.signal]);
  const watches = conditions.map((condition) => condition.watch!(session, within, since)[Symbol.asyncIterator]());
  const next = async (index: number) => ({ index, result: await watches[index]!.next() });
  const coming = watches.map((_, index) => next(index));
  try {
    for (;;) {
      const { index, result } = await Promise.race(coming);
      if (result.done) return;
      coming[index] = next(index);
      if (result.value.state === 'met' || index === conditions.length - 1) yield result.value;
    }
  } finally {
    ended.abort();
    await Promise.allSettled(coming);
    await Promise.allSettled(watches.map((watch) => watch.return?.()));
  }
}
