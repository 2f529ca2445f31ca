import { script } from '../lib/runner/script.ts';
import { step } from '../lib/step/step.ts';
import { clusterReady, controlPlane } from './cluster/control-plane.ts';
import { deleteCluster, deleteNodePool } from './cluster/delete.ts';
import { tpuNodes, tpuNodesRunning } from './cluster/tpu-nodes.ts';

export const cluster = step({
  id: '01-cluster',
  title: 'Create the GKE cluster, with a TPU Trillium node pool',
  section: '创建 GKE 集群',
  weight: 'creates',
  actions: function* (context) {
    yield* controlPlane(context);
    yield* tpuNodes(context);
  },
  done: (context) => [clusterReady(context), ...tpuNodesRunning(context)],
  undo: ({ config }) => (config.CLUSTER === 'existing' ? deleteNodePool({ config }) : deleteCluster({ config })),
});

script(import.meta, cluster, () => import('./steps.ts'));
