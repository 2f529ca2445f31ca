import type { Condition } from '../wait/condition.ts';
import { met, pending } from '../wait/condition.ts';
import { findProcess } from './find.ts';
import { recordFile } from './record.ts';

/**
 * A background process runs; the value is its snapshot.
 * @param what `load is running`
 * @param differs how the running process differs from the wanted one; undefined when they are the same
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
      if (!found) return pending('not running');
      const snapshot = found.snapshot as T;
      const difference = differs(snapshot);
      return difference === undefined ? met(snapshot, `process ${found.pid}`) : pending(difference);
    },
  };
}
