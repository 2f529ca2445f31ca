import { parseTime } from '../../time.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, splitKey } from '../controller.ts';

/** kube-apiserver's `--event-ttl` (ms). */
const TTL = 3_600_000;

const ALL = 'all';

/** Lets events go an hour after they were last seen. */
export function eventTtlController({ store, world }: ControlPlane): Controller {
  return {
    name: 'event-ttl',
    watches: { events: (_event, { type }) => (type === 'ADDED' ? [ALL] : []) },
    reconcile(_key, requeueAfter) {
      const oldest = world.clock.now() - TTL;
      let next = Number.POSITIVE_INFINITY;
      for (const event of store.list('events')) {
        const seen = parseTime(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp);
        if (seen <= oldest) store.delete('events', ...splitKey(itself(event)[0]!));
        else next = Math.min(next, seen - oldest);
      }
      if (next < Number.POSITIVE_INFINITY) requeueAfter(Math.max(next, 60_000));
    },
  };
}
