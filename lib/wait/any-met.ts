import { type Condition, type Look, pending } from './condition.ts';

/**
 * A look meets the first condition that is met; otherwise the state is that of the last one. For questions such as
 * `done`: a wait polls it.
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
  };
}
