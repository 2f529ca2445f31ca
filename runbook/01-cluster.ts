import { gcloud } from '../lib/command/command.ts';
import type { Config } from '../lib/config/index.ts';
import { ownCluster } from '../lib/ownership/cloud.ts';
import { LABEL } from '../lib/ownership/label.ts';
import { existsAsOurs } from '../lib/ownership/thing.ts';
import { script } from '../lib/runner/script.ts';
import { run, until } from '../lib/step/actions.ts';
import { type Actions, type StepContext, step } from '../lib/step/step.ts';
import { deleteCluster, deleteNodePool } from './cluster/delete.ts';
import { mostNodes, provisioningOf } from './cluster/provisioning.ts';
import { clusterReady, clusterServes, tpuNodesRunning } from './cluster/ready.ts';
import { inFirstZoneWithMachines } from './cluster/zones.ts';
import { labels, nodePool } from './tutorial/names.ts';

export const cluster = step({
  id: '01-cluster',
  title: 'Create the GKE cluster with a TPU node pool',
  section: { en: 'Create a GKE cluster', zh: '创建 GKE 集群' },
  weight: 'creates',
  actions: function* (context) {
    yield* controlPlane(context);
    yield* tpuNodes(context);
  },
  done: (context) => [clusterServes(context), ...tpuNodesRunning(context)],
  undo: {
    outside: (context) => (context.config.CLUSTER === 'existing' ? deleteNodePool(context) : deleteCluster(context)),
  },
});

/** Creates the tutorial's cluster, Autopilot or Standard. With CLUSTER=existing it only checks the cluster. */
export function* controlPlane({ config }: StepContext, moreFlags: readonly string[] = []): Actions & Generator {
  const { CLUSTER, CLUSTER_MODE, CLUSTER_NAME, CLUSTER_VERSION, CONTROL_PLANE_LOCATION, PROJECT_ID, ZONE } = config;
  const autopilot = gcloud`container clusters create-auto ${CLUSTER_NAME}
    --cluster-version=${CLUSTER_VERSION}
    --location=${CONTROL_PLANE_LOCATION}
    --labels=${LABEL.key}=${LABEL.value}
    --async`;
  const standard = gcloud`container clusters create ${CLUSTER_NAME}
    --location=${CONTROL_PLANE_LOCATION}
    --node-locations=${ZONE}
    --cluster-version=${CLUSTER_VERSION}
    --workload-pool=${PROJECT_ID}.svc.id.goog
    --addons=GcsFuseCsiDriver,HorizontalPodAutoscaling,HttpLoadBalancing
    --num-nodes=1
    ${moreFlags}
    --labels=${LABEL.key}=${LABEL.value}
    --async`;
  if (CLUSTER !== 'existing')
    yield run(CLUSTER_MODE === 'autopilot' ? autopilot : standard, { already: existsAsOurs(ownCluster(CLUSTER_NAME)) });
  yield* until(clusterReady({ config }));
}

/** Creates the tutorial's TPU node pool. Autopilot has no node pools: it creates nodes when pods need them. */
export function* tpuNodes({ config }: StepContext): Actions & Generator {
  const { CLUSTER_MODE, CLUSTER_NAME, CONTROL_PLANE_LOCATION, MACHINE_TYPE } = config;
  const { flags, nodes } = provisioningOf(config);
  if (CLUSTER_MODE === 'autopilot') return;
  yield* inFirstZoneWithMachines(
    config,
    (zone) => gcloud`container node-pools create ${nodePool(config)}
      --location=${CONTROL_PLANE_LOCATION}
      --node-locations=${zone}
      --num-nodes=${nodes}
      --machine-type=${MACHINE_TYPE}
      --cluster=${CLUSTER_NAME}
      --enable-autoscaling --total-min-nodes=${nodes} --total-max-nodes=${mostNodes(config)}
      --labels=${labels(config)}
      ${flags}
      ${preloaded(config)}
      --async`,
  );
}

/** GKE reads container images from a secondary boot disk only with image streaming turned on. */
function preloaded({ IMAGE_DISK }: Config): readonly string[] {
  if (IMAGE_DISK === undefined) return [];
  return ['--enable-image-streaming', `--secondary-boot-disk=disk-image=${IMAGE_DISK},mode=CONTAINER_IMAGE_CACHE`];
}

script(import.meta, cluster, () => import('./steps.ts'));
