import { step } from '../../lib/step/step.ts';
import { cluster, controlPlane, tpuNodes } from '../01-cluster.ts';
import { clusterReady, tpuNodesRunning } from '../cluster/ready.ts';

/** The cluster alone, whose one CPU node has the network and the CPUs to stage the weights. */
export const stagingCluster = step({
  ...cluster,
  title: 'Create the GKE cluster, with a CPU node that can stage the weights',
  actions: (context) => controlPlane(context, [`--machine-type=${context.config.STAGING_MACHINE_TYPE}`]),
  done: (context) => [clusterReady(context)],
});

/** The TPU nodes by themselves: they are billed from here on. An Autopilot cluster makes them when a pod needs one. */
export const tpuPool = step({
  id: '01-tpu-nodes',
  title: 'Create the TPU node pool',
  section: cluster.section,
  needs: [cluster.id],
  actions: tpuNodes,
  done: tpuNodesRunning,
});
