import { kubectl } from '../lib/command/command.ts';
import { applied } from '../lib/kubernetes/applied.ts';
import { podsReached } from '../lib/kubernetes/conditions.ts';
import { OURS } from '../lib/ownership/label.ts';
import { script } from '../lib/runner/script.ts';
import { apply, run, until } from '../lib/step/actions.ts';
import { type Actions, type StepContext, step } from '../lib/step/step.ts';
import { waitingCosts } from './cost/prices.ts';
import { warnIfPublic } from './model-server/exposure.ts';
import { noteImage } from './model-server/image.ts';
import { parameters } from './model-server/parameters.ts';
import { serverReady, serverWanted } from './model-server/ready.ts';
import { reviewed } from './model-server/review.ts';
import { manifest } from './tutorial/manifests.ts';
import { APP_SELECTOR, DEPLOYMENT } from './tutorial/names.ts';

export const modelServer = step({
  id: '06-model-server',
  title: 'Deploy the vLLM model server and wait until it is ready',
  section: { en: 'Deploy vLLM model server', zh: '部署 vLLM 模型服务器' },
  needs: ['05-service-account'],
  actions: function* ({ config }) {
    yield* warnIfPublic({ config });
    yield* reviewed(deployment({ config }));
    yield deployment({ config });
    yield* untilItServes({ config });
  },
  done: ({ config }) => [applied(deployment({ config })), rolledOut({ config })],
  undo: { inside: ({ config }) => [run(kubectl`delete service,deployment -l ${OURS} -n ${config.NAMESPACE}`)] },
});

/** Waits until a replica has the newest template and is ready, with its log. */
export function* untilItServes({ config }: StepContext): Actions & Generator {
  const { NAMESPACE } = config;
  const pods = { resource: 'pods', selector: APP_SELECTOR, namespace: NAMESPACE };
  yield* until(serverWanted({ config }));
  const meanwhile = waitingCosts(config);
  yield* until({ ...podsReached('started', pods, { timeout: '60m' }), meanwhile });
  const ready = yield* until(
    { ...podsReached('ready', pods, { timeout: '90m' }), meanwhile },
    {
      alongside: kubectl`logs -f -l app=vllm-tpu -c ${DEPLOYMENT} --tail=-1 -n ${NAMESPACE}`,
    },
  );
  yield* until(rolledOut({ config }));
  yield* noteImage({ config }, ready[0]);
}

function deployment({ config }: StepContext) {
  return apply(manifest('vllm-llama3-70b.yaml'), { namespace: config.NAMESPACE, parameters: parameters(config) });
}

/** Every replica has the newest template and one is ready. The timeout is that of a start: a rollout takes as long. */
function rolledOut({ config }: StepContext) {
  return serverReady({ config }, 1, '90m');
}

script(import.meta, modelServer, () => import('./steps.ts'));
