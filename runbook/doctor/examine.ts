import { type Examined, follow, stopsAt } from '../../lib/checks/hop.ts';
import type { Session } from '../../lib/session/session.ts';
import { subjectsOf, type Which } from './chain.ts';
import { hopsOf } from './hops.ts';

/** The way of one metric. */
export interface Way {
  readonly metric: string;
  /** `Pods`, `External`, … */
  readonly source: string;
  readonly hops: readonly Examined[];
  /** The ID of the hop at which the metric stops. */
  readonly stopsAt?: string;
}

/** Follow each metric of an autoscaler. @throws RunbookError USAGE if the named autoscaler does not exist */
export async function examine(which: Which, session: Session): Promise<readonly Way[]> {
  const ways: Way[] = [];
  for (const subject of await subjectsOf(which, session)) {
    const examined = await follow(hopsOf(subject), subject, session);
    const broken = stopsAt(examined);
    const metric = subject.metric.series?.name ?? subject.metric.name;
    ways.push({ metric, source: subject.metric.type, hops: examined, ...(broken && { stopsAt: broken.id }) });
  }
  return ways;
}
