import type { Drill } from '../drill.ts';
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

/** All drills, from the first section of the tutorial to the last. */
export const drills: readonly Drill[] = [
  quota,
  ksaTypo,
  cacheOff,
  rolloutDeadlock,
  spotLost,
  adapterRole,
  deadMetric,
  stickyLoad,
  flapping,
  runningBill,
  leftoverLoadBalancer,
];
