import type { Snapshot } from '../../lib/load/index.ts';
import { duration } from '../../lib/wait/duration.ts';

/** A restarting server answers within this time, a server with a new address does not (ms of the target's clock). */
const PATIENCE = duration('4m');

type Seen = Pick<Snapshot, 'seconds' | 'completed' | 'errors'>;

/** Returns a check, to be called repeatedly, whether every request has failed for that time. */
export function failing(): (now: Seen) => boolean {
  let last: Seen | undefined;
  return (now) => {
    if (last === undefined || now.completed > last.completed || count(now) === count(last)) {
      last = now;
      return false;
    }
    return (now.seconds - last.seconds) * 1000 >= PATIENCE;
  };
}

const count = ({ errors }: Seen): number => Object.values(errors).reduce((sum, one) => sum + one, 0);
