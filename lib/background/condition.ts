import type { Condition } from '../wait/condition.ts';
import { met, pending } from '../wait/condition.ts';
import { findProcess } from './find.ts';
import { recordFile } from './record.ts';

/**
 * A background process goes on; the value is how it does.
 * @param what `the load runs`
 * @param differs how it is another than the one that is asked for; undefined when it is not
 */
export function processRuns<T>(
  name: string,
  what: string,
  differs: (snapshot: T) => string | undefined = () => undefined,
): Condition<T | undefined> {
  return {
    what,
    placeholder: undefined,
    timeout: 0,
    look: async (session) => {
      const found = await findProcess(recordFile(name, session));
      if (!found) return pending('it does not run');
      const snapshot = found.snapshot as T;
      const difference = differs(snapshot);
      return difference === undefined ? met(snapshot, `process ${found.pid}`) : pending(difference);
    },
  };
}
