import type { OtherWay } from '../other-way.ts';
import { adapterRole } from './adapter-role.ts';
import { cacheOff } from './cache-off.ts';
import { deadMetric } from './dead-metric.ts';
import { flapping } from './flapping.ts';
import { ksaTypo } from './ksa-typo.ts';
import { leftoverLoadBalancer } from './leftover-load-balancer.ts';
import { quota } from './quota.ts';
import { rolloutDeadlock } from './rollout-deadlock.ts';
import { runningBill } from './running-bill.ts';
import { spotLost } from './spot-lost.ts';
import { stickyLoad } from './sticky-load.ts';

/** By the drill's id. */
export const otherWays: Readonly<Record<string, OtherWay>> = {
  quota,
  'ksa-typo': ksaTypo,
  'cache-off': cacheOff,
  'rollout-deadlock': rolloutDeadlock,
  'spot-lost': spotLost,
  'adapter-role': adapterRole,
  'dead-metric': deadMetric,
  'sticky-load': stickyLoad,
  flapping,
  'running-bill': runningBill,
  'leftover-load-balancer': leftoverLoadBalancer,
};
