import { kubectl } from '../lib/command/command.ts';
import { applied } from '../lib/kubernetes/applied.ts';
import { deploymentReady, deploymentWanted, podsReached } from '../lib/kubernetes/conditions.ts';
import type { KubernetesObject } from '../lib/kubernetes/objects.ts';
import { OURS } from '../lib/kubernetes/ownership.ts';
import { script } from '../lib/runner/script.ts';
import { apply, perform, run, until } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { serviceParameters, warnIfPublic } from './model-server/exposure.ts';
import { APP_SELECTOR, DEPLOYMENT, nodePool, TPU_SHAPES } from './tutorial/names.ts';

export const modelServer = step({
  id: '06-model-server',
  title: 'Deploy the vLLM model server and wait until it serves',
  section: '部署 vLLM 模型服务器',
  needs: ['05-service-account'],
  actions: function* ({ config }) {
    const { NAMESPACE } = config;
    const pods = { resource: 'pods', selector: APP_SELECTOR, namespace: NAMESPACE };
    const logs = kubectl`logs -f -l ${APP_SELECTOR} -c ${DEPLOYMENT} --tail=-1 -n ${NAMESPACE}`;
    yield* warnIfPublic({ config });
    yield manifest({ config });
    yield* until(deploymentWanted({ resource: 'deployment', name: DEPLOYMENT, namespace: NAMESPACE }));
    yield* until(podsReached('started', pods, { timeout: '60m' }));
    const ready = yield* until(podsReached('ready', pods, { timeout: '90m' }), { alongside: logs });
    yield* until(rolledOut({ config }));
    yield* perform('say which image runs', undefined, async ({ log }) => {
      log.write({ kind: 'note', text: `VLLM_IMAGE=${config.VLLM_IMAGE} runs as ${imageOf(ready[0])}.` });
    });
  },
  done: ({ config }) => [applied(manifest({ config })), rolledOut({ config })],
  undo: { inside: ({ config }) => [run(kubectl`delete service,deployment -l ${OURS} -n ${config.NAMESPACE}`)] },
});

/** Every replica is of the newest generation, and one is ready: a rollout takes as long as a start. */
function rolledOut({ config }: StepContext) {
  return deploymentReady({ resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE }, 1, '90m');
}

/** The digest that the tag led to: `…@sha256:…` pins it. */
function imageOf(pod: KubernetesObject | undefined): string {
  const status = pod?.status?.containerStatuses?.find(({ name }: { name: string }) => name === DEPLOYMENT);
  return status?.imageID ?? 'an image that the kubelet does not name';
}

function manifest({ config }: StepContext) {
  const shape = TPU_SHAPES[config.MACHINE_TYPE];
  const parameters = {
    KSA_NAME: config.KSA_NAME,
    GSBUCKET: config.GSBUCKET,
    VLLM_IMAGE: config.VLLM_IMAGE,
    MODEL: config.MODEL,
    TPU_CHIPS: shape.chips,
    TPU_TOPOLOGY: shape.topology,
    STREAM: config.LOAD_FORMAT === 'runai_streamer',
    XLA_CACHE: config.XLA_CACHE === 'shared',
    // Learners' pods keep to their own machines.
    OWN_POOL: config.LEARNER !== undefined && config.CLUSTER_MODE === 'standard',
    NODE_POOL: nodePool(config),
    MAX_SURGE: config.SPARE_NODES > 0 ? 1 : 0,
    MAX_UNAVAILABLE: config.SPARE_NODES > 0 ? 0 : 1,
    API_KEY: config.VLLM_API_KEY !== undefined,
    ...serviceParameters({ config }),
  };
  return apply('vllm-llama3-70b.yaml', { namespace: config.NAMESPACE, parameters });
}

script(import.meta, modelServer, () => import('./steps.ts'));
