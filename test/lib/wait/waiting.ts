import { type Condition, type Look, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';

export const never = (): Look<never> => pending('not yet');
export const condition = (look: () => Look<string>, more: Partial<Condition<string>> = {}): Condition<string> => ({
  what: 'disk is empty',
  placeholder: '',
  timeout: duration('10m'),
  look: async () => look(),
  ...more,
});
/** The current state of a promise. */
export function outcome<T>(promise: Promise<T>): { value?: T; error?: unknown } {
  const seen: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => Object.assign(seen, { value }),
    (error: unknown) => Object.assign(seen, { error }),
  );
  return seen;
}
