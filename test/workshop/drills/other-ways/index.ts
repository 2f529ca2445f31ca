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
  'adapter-role': adapterRole,
  'leftover-load-balancer': leftoverLoadBalancer,
  'rollout-deadlock': rolloutDeadlock,
  'running-bill': runningBill,
  'dead-metric': deadMetric,
  flapping: flapping,
  'sticky-load': stickyLoad,
  'spot-lost': spotLost,
  'cache-off': cacheOff,
};
