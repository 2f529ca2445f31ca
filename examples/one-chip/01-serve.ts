import {
  apply,
  deploymentReady,
  kubectl,
  podsReached,
  remove,
  type StepContext,
  script,
  step,
  until,
} from 'vllm-tpu-runbook';

const MANIFEST = new URL('manifests/serve.yaml', import.meta.url);

/** Llama 3.1 8B on one chip, as one Deployment and one Service. */
export const serve = step({
  id: '01-serve',
  title: 'Deploy vLLM with an 8B model on one TPU chip, and wait until it serves',
  section: 'Serving',
  actions: function* ({ config }) {
    const { EXPOSE_CIDR = '', MODEL, NAMESPACE: namespace, VLLM_IMAGE } = config;
    yield apply(MANIFEST, { namespace, parameters: { EXPOSE_CIDR, MODEL, VLLM_IMAGE } });
    yield* until(podsReached('ready', { resource: 'pods', selector: 'app=one-chip', namespace }, { timeout: '60m' }), {
      alongside: kubectl`logs -f -l app=one-chip --tail=-1 -n ${namespace}`,
    });
  },
  done: ({ config }) => [deploymentReady(deployment({ config }))],
  undo: {
    inside: ({ config }) => [
      remove(MANIFEST, {
        namespace: config.NAMESPACE,
        parameters: { EXPOSE_CIDR: '', MODEL: config.MODEL, VLLM_IMAGE: config.VLLM_IMAGE },
      }),
    ],
  },
});

function deployment({ config }: StepContext) {
  return { resource: 'deployment', name: 'one-chip', namespace: config.NAMESPACE };
}

script(import.meta, serve, () => import('./steps.ts'));
