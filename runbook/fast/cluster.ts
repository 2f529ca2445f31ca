import { step } from '../../lib/step/step.ts';
import { cluster, controlPlane, tpuNodes } from '../01-cluster.ts';
import { clusterServes, tpuNodesRunning } from '../cluster/ready.ts';

/** The cluster without TPU nodes. Its CPU node is large enough to stage the weights. */
export const stagingCluster = step({
  ...cluster,
  title: 'Create the GKE cluster with a CPU node that stages the weights',
  actions: (context) => controlPlane(context, [`--machine-type=${context.config.STAGING_MACHINE_TYPE}`]),
  done: (context) => [clusterServes(context)],
});

/** The TPU nodes, which are billed from here on. Autopilot creates them when a pod needs one. */
export const tpuPool = step({
  id: '01-tpu-nodes',
  title: 'Create the TPU node pool',
  section: cluster.section,
  needs: [cluster.id],
  actions: tpuNodes,
  done: tpuNodesRunning,
});
