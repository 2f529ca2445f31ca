import { kubectl } from '../lib/command/command.ts';
import { applied } from '../lib/kubernetes/applied.ts';
import { deploymentReady, OURS, podsReached } from '../lib/kubernetes/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { apply, run, type StepContext, step, until } from '../lib/step.ts';
import { serviceParameters, warnIfPublic } from './exposure.ts';
import { APP_SELECTOR, DEPLOYMENT, TPU_SHAPES } from './names.ts';

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
    yield* until(podsReached('started', pods, { timeout: '60m' }));
    yield* until(podsReached('ready', pods, { timeout: '90m' }), { alongside: logs });
  },
  done: ({ config }) => [
    applied(manifest({ config })),
    deploymentReady({ resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE }),
  ],
  undo: ({ config }) => [run(kubectl`delete service,deployment -l ${OURS} -n ${config.NAMESPACE}`)],
});

function manifest({ config }: StepContext) {
  const shape = TPU_SHAPES[config.MACHINE_TYPE];
  const parameters = {
    KSA_NAME: config.KSA_NAME,
    GSBUCKET: config.GSBUCKET,
    VLLM_IMAGE: config.VLLM_IMAGE,
    MODEL: config.MODEL,
    TPU_CHIPS: shape.chips,
    TPU_TOPOLOGY: shape.topology,
    XLA_CACHE: config.XLA_CACHE === 'shared',
    API_KEY: config.VLLM_API_KEY !== undefined,
    ...serviceParameters({ config }),
  };
  return apply('vllm-llama3-70b.yaml', { namespace: config.NAMESPACE, parameters });
}

script(import.meta, modelServer);
