import { clusterIsOurs, clusterRunning, nodePoolRunning } from '../lib/cluster.ts';
import { gcloud } from '../lib/command/command.ts';
import { clusterUsable } from '../lib/existing-cluster.ts';
import { script } from '../lib/runner/script.ts';
import { type Actions, ALREADY_EXISTS, run, type StepContext, step, until } from '../lib/step.ts';
import { deleteCluster, deleteNodePool } from './cluster/delete.ts';
import { tpuNodes } from './cluster/tpu-nodes.ts';
import { LABEL, nodePool } from './names.ts';

export const cluster = step({
  id: '01-cluster',
  title: 'Create the GKE cluster, with a TPU Trillium node pool',
  section: '创建 GKE 集群',
  actions: function* ({ config }) {
    if (config.CLUSTER === 'existing') yield* until(clusterUsable(config));
    else yield* config.CLUSTER_MODE === 'autopilot' ? autopilot({ config }) : standard({ config });
    if (config.CLUSTER_MODE === 'standard') yield* tpuNodes({ config });
  },
  done: ({ config }) => [
    config.CLUSTER === 'existing' ? clusterUsable(config) : clusterRunning(config.CLUSTER_NAME),
    ...(config.CLUSTER_MODE === 'standard' ? [nodePoolRunning(config.CLUSTER_NAME, nodePool(config))] : []),
  ],
  undo: ({ config }) => (config.CLUSTER === 'existing' ? deleteNodePool({ config }) : deleteCluster({ config })),
});

function* autopilot({ config }: StepContext): Actions {
  yield run(
    gcloud`container clusters create-auto ${config.CLUSTER_NAME}
      --cluster-version=${config.CLUSTER_VERSION}
      --location=${config.CONTROL_PLANE_LOCATION}
      --labels=${LABEL.key}=${LABEL.value}
      --async`,
    { already: { pattern: ALREADY_EXISTS, ours: clusterIsOurs(config.CLUSTER_NAME, LABEL) } },
  );
  yield* until(clusterRunning(config.CLUSTER_NAME));
}

function* standard({ config }: StepContext): Actions {
  yield run(
    gcloud`container clusters create ${config.CLUSTER_NAME}
      --location=${config.CONTROL_PLANE_LOCATION}
      --node-locations=${config.ZONE}
      --cluster-version=${config.CLUSTER_VERSION}
      --workload-pool=${config.PROJECT_ID}.svc.id.goog
      --addons=GcsFuseCsiDriver,HorizontalPodAutoscaling,HttpLoadBalancing
      --num-nodes=1
      --labels=${LABEL.key}=${LABEL.value}
      --async`,
    { already: { pattern: ALREADY_EXISTS, ours: clusterIsOurs(config.CLUSTER_NAME, LABEL) } },
  );
  yield* until(clusterRunning(config.CLUSTER_NAME));
}

script(import.meta, cluster);
