import { type Command, kubectl } from '../lib/command/command.ts';
import { applied } from '../lib/kubernetes/applied.ts';
import { hpaActive } from '../lib/kubernetes/autoscaler.ts';
import { OURS } from '../lib/ownership/label.ts';
import { script } from '../lib/runner/script.ts';
import { apply, run, until } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { anyMet } from '../lib/wait/any-met.ts';
import { hpaTarget, metricNamesOf, metricOfServer } from './metrics/autoscaling.ts';
import { hpaFile } from './metrics/hpa-file.ts';
import { serverReady } from './model-server/ready.ts';
import { manifest } from './tutorial/manifests.ts';
import { HPA } from './tutorial/names.ts';

export const autoscaler = step({
  id: '12-autoscaler',
  title: 'Deploy the HorizontalPodAutoscaler on a vLLM metric',
  section: { en: 'Deploy the Horizontal Pod Autoscaler configuration', zh: '部署 Pod 横向自动扩缩器配置' },
  needs: ['08-metrics-adapter', '09-pod-monitoring'],
  actions: function* ({ config }) {
    const { NAMESPACE: namespace } = config;
    const own = hpaFile(config);
    const metric = own ? undefined : yield* metricOfServer({ config });
    // Two cold replicas corrupt a shared XLA cache: the first must be ready before the second starts.
    yield* until(serverReady({ config }));
    yield own ? apply(own, { namespace }) : hpa({ config }, metric!);
    yield* until(hpaActive({ name: HPA, namespace }), { alongside: watchHpa({ config }), fact: 'hpa' });
  },
  done: ({ config }) => {
    const { NAMESPACE: namespace } = config;
    const own = hpaFile(config);
    return [
      own
        ? applied(apply(own, { namespace }))
        : anyMet(metricNamesOf(config).map((metric) => applied(hpa({ config }, metric)))),
      hpaActive({ name: HPA, namespace }),
    ];
  },
  undo: { inside: ({ config }) => [run(kubectl`delete hpa -l ${OURS} -n ${config.NAMESPACE}`)] },
});

function hpa({ config }: StepContext, METRIC: string) {
  const { MAX_REPLICAS, NAMESPACE: namespace } = config;
  return apply(manifest('vllm-hpa.yaml'), {
    namespace,
    parameters: { METRIC, HPA_TARGET: hpaTarget(config), MAX_REPLICAS },
  });
}

/** The tutorial's command to watch the autoscaler. */
export function watchHpa({ config }: StepContext): Command {
  return kubectl`get hpa ${HPA} --watch -n ${config.NAMESPACE}`;
}

script(import.meta, autoscaler, () => import('./steps.ts'));
