import type { Snapshot } from '../../lib/load/index.ts';
import { failedOf } from '../../lib/load/report/result.ts';
import { duration } from '../../lib/wait/duration.ts';

/** A restarting server answers within this time, a server with a new address does not (ms of the target's clock). */
const PATIENCE = duration('4m');

type Seen = Pick<Snapshot, 'seconds' | 'completed' | 'errors'>;

/** Returns a check, to be called repeatedly, whether every request has failed for that time. */
export function failing(): (now: Seen) => boolean {
  let last: Seen | undefined;
  return (now) => {
    if (last === undefined || now.completed > last.completed || failedOf(now) === failedOf(last)) {
      last = now;
      return false;
    }
    return (now.seconds - last.seconds) * 1000 >= PATIENCE;
  };
}
