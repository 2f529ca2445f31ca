import type { OtherWay } from '../other-way.ts';
import { adapterRole } from './adapter-role.ts';
import { cacheOff } from './cache-off.ts';
import { deadMetric } from './dead-metric.ts';
import { flapping } from './flapping.ts';
import { gatedModel } from './gated-model.ts';
import { ksaTypo } from './ksa-typo.ts';
import { leftoverLoadBalancer } from './leftover-load-balancer.ts';
import { metricRenamed } from './metric-renamed.ts';
import { missingAnnotation } from './missing-annotation.ts';
import { missingIam } from './missing-iam.ts';
import { monitoringPort } from './monitoring-port.ts';
import { probeBudget } from './probe-budget.ts';
import { quota } from './quota.ts';
import { rolloutDeadlock } from './rollout-deadlock.ts';
import { runningBill } from './running-bill.ts';
import { secretKey } from './secret-key.ts';
import { sidecarOom } from './sidecar-oom.ts';
import { spotLost } from './spot-lost.ts';
import { stickyLoad } from './sticky-load.ts';
import { stockout } from './stockout.ts';
import { wrongTopology } from './wrong-topology.ts';

/** By the drill's id. */
export const otherWays: Readonly<Record<string, OtherWay>> = {
  quota,
  stockout,
  'secret-key': secretKey,
  'missing-iam': missingIam,
  'ksa-typo': ksaTypo,
  'wrong-topology': wrongTopology,
  'missing-annotation': missingAnnotation,
  'gated-model': gatedModel,
  'sidecar-oom': sidecarOom,
  'probe-budget': probeBudget,
  'adapter-role': adapterRole,
  'monitoring-port': monitoringPort,
  'metric-renamed': metricRenamed,
  'leftover-load-balancer': leftoverLoadBalancer,
  'rollout-deadlock': rolloutDeadlock,
  'running-bill': runningBill,
  'dead-metric': deadMetric,
  flapping,
  'sticky-load': stickyLoad,
  'spot-lost': spotLost,
  'cache-off': cacheOff,
};
