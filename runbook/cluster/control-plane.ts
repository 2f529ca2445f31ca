import { gcloud } from '../../lib/command/command.ts';
import { clusterIsOurs, clusterRunning } from '../../lib/google/cluster.ts';
import { clusterUsable } from '../../lib/google/existing-cluster.ts';
import { type Actions, run, type StepContext, until } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import { LABEL } from '../tutorial/names.ts';

/** The cluster is there, and can be used. */
export function clusterReady({ config }: StepContext): Condition {
  return config.CLUSTER === 'existing' ? clusterUsable(config) : clusterRunning(config.CLUSTER_NAME);
}

/** Create the cluster without TPU nodes, unless one is used that exists. @param flags more of them for a Standard cluster */
export function* controlPlane(context: StepContext, flags: readonly string[] = []): Actions & Generator {
  const { CLUSTER, CLUSTER_MODE, CLUSTER_NAME } = context.config;
  if (CLUSTER !== 'existing') {
    const command = CLUSTER_MODE === 'autopilot' ? createAutopilot(context) : createStandard(context, flags);
    yield run(command, {
      already: { kind: 'alreadyExists', ours: clusterIsOurs(CLUSTER_NAME, LABEL), what: `Cluster ${CLUSTER_NAME}` },
    });
  }
  yield* until(clusterReady(context));
}

function createAutopilot({ config }: StepContext) {
  return gcloud`container clusters create-auto ${config.CLUSTER_NAME}
    --cluster-version=${config.CLUSTER_VERSION}
    --location=${config.CONTROL_PLANE_LOCATION}
    --labels=${LABEL.key}=${LABEL.value}
    --async`;
}

function createStandard({ config }: StepContext, flags: readonly string[]) {
  return gcloud`container clusters create ${config.CLUSTER_NAME}
    --location=${config.CONTROL_PLANE_LOCATION}
    --node-locations=${config.ZONE}
    --cluster-version=${config.CLUSTER_VERSION}
    --workload-pool=${config.PROJECT_ID}.svc.id.goog
    --addons=GcsFuseCsiDriver,HorizontalPodAutoscaling,HttpLoadBalancing
    --num-nodes=1
    ${flags}
    --labels=${LABEL.key}=${LABEL.value}
    --async`;
}
