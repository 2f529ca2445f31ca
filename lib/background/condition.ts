import type { Condition } from '../wait/condition.ts';
import { met, pending } from '../wait/condition.ts';
import { findProcess } from './find.ts';
import { recordFile } from './record.ts';

/** A background process goes on; the value is how it does. @param what `the load runs` */
export function processRuns(name: string, what: string): Condition {
  return {
    what,
    placeholder: undefined,
    timeout: 0,
    look: async (session) => {
      const found = await findProcess(recordFile(name, session));
      return found ? met(found.snapshot, `process ${found.pid}`) : pending('it does not run');
    },
  };
}
