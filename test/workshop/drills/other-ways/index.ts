import type { OtherWay } from '../other-way.ts';
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
};
