import type { Snapshot } from '../../lib/load/index.ts';
import { duration } from '../../lib/wait/duration.ts';

/** A server that restarts answers again before that; one that has another address does not (ms of the target's time). */
const PATIENCE = duration('4m');

type Seen = Pick<Snapshot, 'seconds' | 'completed' | 'errors'>;

/** Tells, asked again and again, whether a load has only failed for some time: its server is elsewhere, or gone. */
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
