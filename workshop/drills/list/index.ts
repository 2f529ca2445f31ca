import type { Drill } from '../drill.ts';
import { adapterRole } from './adapter-role.ts';
import { gatedModel } from './gated-model.ts';
import { ksaTypo } from './ksa-typo.ts';
import { leftoverLoadBalancer } from './leftover-load-balancer.ts';
import { metricRenamed } from './metric-renamed.ts';
import { missingAnnotation } from './missing-annotation.ts';
import { missingIam } from './missing-iam.ts';
import { monitoringPort } from './monitoring-port.ts';
import { probeBudget } from './probe-budget.ts';
import { quota } from './quota.ts';
import { secretKey } from './secret-key.ts';
import { sidecarOom } from './sidecar-oom.ts';
import { stockout } from './stockout.ts';
import { wrongTopology } from './wrong-topology.ts';

/** All drills, from the first section of the tutorial to the last. */
export const drills: readonly Drill[] = [
  quota,
  stockout,
  secretKey,
  missingIam,
  ksaTypo,
  wrongTopology,
  missingAnnotation,
  gatedModel,
  sidecarOom,
  probeBudget,
  adapterRole,
  monitoringPort,
  metricRenamed,
  leftoverLoadBalancer,
];
