import { type Command, kubectl } from '../lib/command/command.ts';
import { RunbookError } from '../lib/errors/runbook-error.ts';
import { applied } from '../lib/kubernetes/applied.ts';
import { deploymentReady, hpaActive } from '../lib/kubernetes/conditions.ts';
import { OURS } from '../lib/kubernetes/ownership.ts';
import { metricsPage } from '../lib/load/model-server.ts';
import { metricNames } from '../lib/metrics/index.ts';
import { script } from '../lib/runner/script.ts';
import { apply, perform, run, until } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { anyMet } from '../lib/wait/any-met.ts';
import { AUTOSCALING_METRICS } from './metrics/queries.ts';
import { serverAddress } from './model-server/exposure.ts';
import { DEPLOYMENT, HPA } from './tutorial/names.ts';

export const autoscaler = step({
  id: '12-autoscaler',
  title: 'Deploy the HorizontalPodAutoscaler on a metric of vLLM',
  section: '部署 Pod 横向自动扩缩器配置',
  needs: ['08-metrics-adapter', '09-pod-monitoring'],
  actions: function* ({ config }) {
    const address = yield* until(serverAddress({ config }));
    const candidates = candidatesOf({ config });
    const metric = yield* perform(
      `which of ${candidates.join(', ')} the server has`,
      candidates[0]!,
      async (session) => {
        const names = metricNames(await metricsPage(address, session));
        const found = candidates.find((name) => names.has(name));
        if (found) return found;
        throw new RunbookError('UNEXPECTED_ANSWER', `The server has none of ${candidates.join(', ')}`, {
          remedy: 'Choose another HPA_METRIC, or another VLLM_IMAGE.',
        });
      },
    );
    // Two cold replicas that write one XLA cache break each other: the first must be ready before another may start.
    yield* until(deploymentReady({ resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE }));
    yield manifest({ config }, metric);
    yield* until(hpaActive({ name: HPA, namespace: config.NAMESPACE }), {
      alongside: watchHpa({ config }),
      fact: 'hpa',
    });
  },
  done: ({ config }) => [
    anyMet(candidatesOf({ config }).map((metric) => applied(manifest({ config }, metric)))),
    hpaActive({ name: HPA, namespace: config.NAMESPACE }),
  ],
  undo: { inside: ({ config }) => [run(kubectl`delete hpa -l ${OURS} -n ${config.NAMESPACE}`)] },
});

/** The names that the metric has had: which one it is, the server tells. */
function candidatesOf({ config }: StepContext): readonly string[] {
  return AUTOSCALING_METRICS[config.HPA_METRIC];
}

function manifest({ config }: StepContext, metric: string) {
  const { MAX_REPLICAS, NAMESPACE: namespace } = config;
  // The form in which the server keeps a quantity: a second apply changes nothing.
  const HPA_TARGET = Number.isInteger(config.HPA_TARGET)
    ? config.HPA_TARGET
    : `${Math.round(config.HPA_TARGET * 1000)}m`;
  return apply('vllm-hpa.yaml', { namespace, parameters: { METRIC: metric, HPA_TARGET, MAX_REPLICAS } });
}

/** As the tutorial watches it. */
export function watchHpa({ config }: StepContext): Command {
  return kubectl`get hpa ${HPA} --watch -n ${config.NAMESPACE}`;
}

script(import.meta, autoscaler, () => import('./steps.ts'));
