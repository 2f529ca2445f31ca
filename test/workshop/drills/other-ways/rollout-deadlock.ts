import { gcloud, kubectl } from '../../../../lib/command/command.ts';
import { clusterSettled } from '../../../../lib/google/cluster.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { nodePool } from '../../../../runbook/tutorial/names.ts';
import type { OtherWay } from '../other-way.ts';

export const rolloutDeadlock: OtherWay = {
  what: 'the node pool may have a second machine',
  actions: function* (context) {
    const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = context.config;
    yield run(
      gcloud`container node-pools update ${nodePool(context.config)} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}
        --enable-autoscaling --total-min-nodes=1 --total-max-nodes=2 --async`,
    );
    yield* until(clusterSettled(CLUSTER_NAME));
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the release is undone': ({ config }) => [
      run(kubectl`rollout undo deployment vllm-tpu -n ${config.NAMESPACE}`),
      run(kubectl`rollout status deployment vllm-tpu -n ${config.NAMESPACE} --timeout=60s`),
    ],
    'the pod that waits is deleted': ({ config }) => [
      run(kubectl`delete pods -n ${config.NAMESPACE} --field-selector=status.phase=Pending`),
    ],
  },
};
