import { clusterGone, clusterIsOurs, clusterRunning, nodePoolRunning } from '../lib/cluster.ts';
import { gcloud } from '../lib/command/command.ts';
import { script } from '../lib/runner/script.ts';
import { type Actions, ALREADY_EXISTS, run, type StepContext, step, until } from '../lib/step.ts';
import { LABEL, NODE_POOL } from './names.ts';

export const cluster = step({
  id: '01-cluster',
  title: 'Create the GKE cluster, with a TPU Trillium node pool',
  section: '创建 GKE 集群',
  actions: ({ config }) => (config.CLUSTER_MODE === 'autopilot' ? autopilot({ config }) : standard({ config })),
  done: ({ config }) => [
    clusterRunning(config.CLUSTER_NAME),
    ...(config.CLUSTER_MODE === 'standard' ? [nodePoolRunning(config.CLUSTER_NAME, NODE_POOL)] : []),
  ],
  undo: function* ({ config }) {
    yield run(
      gcloud`container clusters delete ${config.CLUSTER_NAME} --location=${config.CONTROL_PLANE_LOCATION} --quiet --async`,
    );
    yield* until(clusterGone(config.CLUSTER_NAME));
  },
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
  yield run(
    gcloud`container node-pools create ${NODE_POOL}
      --location=${config.CONTROL_PLANE_LOCATION}
      --node-locations=${config.ZONE}
      --num-nodes=1
      --machine-type=${config.MACHINE_TYPE}
      --cluster=${config.CLUSTER_NAME}
      --enable-autoscaling --total-min-nodes=1 --total-max-nodes=${config.MAX_REPLICAS}
      --async`,
    { already: { pattern: ALREADY_EXISTS } },
  );
  yield* until(nodePoolRunning(config.CLUSTER_NAME, NODE_POOL));
}

script(import.meta, cluster);
