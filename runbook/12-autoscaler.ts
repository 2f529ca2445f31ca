import { kubectl } from '../lib/command/command.ts';
import { RunbookError } from '../lib/errors.ts';
import { exists, hpaActive, serviceAddress } from '../lib/kubernetes/conditions.ts';
import { metricNames } from '../lib/metrics/index.ts';
import { metricsPage } from '../lib/model-server.ts';
import { script } from '../lib/runner/script.ts';
import { apply, perform, run, step, until } from '../lib/step.ts';
import { HPA, SERVICE } from './names.ts';
import { AUTOSCALING_METRICS } from './queries.ts';

export const autoscaler = step({
  id: '12-autoscaler',
  title: 'Deploy the HorizontalPodAutoscaler on a metric of vLLM',
  section: '部署 Pod 横向自动扩缩器配置',
  needs: ['08-metrics-adapter', '09-pod-monitoring'],
  actions: function* ({ config }) {
    const ip = yield* until(serviceAddress({ name: SERVICE, namespace: config.NAMESPACE }));
    const candidates: readonly string[] = AUTOSCALING_METRICS[config.HPA_METRIC];
    const metric = yield* perform(
      `which of ${candidates.join(', ')} the server has`,
      candidates[0]!,
      async (session) => {
        const names = metricNames(await metricsPage(ip, session));
        const found = candidates.find((name) => names.has(name));
        if (found) return found;
        throw new RunbookError('UNEXPECTED_ANSWER', `The server has none of ${candidates.join(', ')}`, {
          remedy: 'Choose another HPA_METRIC, or another VLLM_IMAGE.',
        });
      },
    );
    yield apply('vllm-hpa.yaml', {
      namespace: config.NAMESPACE,
      parameters: { METRIC: metric, HPA_TARGET: config.HPA_TARGET, MAX_REPLICAS: config.MAX_REPLICAS },
    });
    yield* until(hpaActive({ name: HPA, namespace: config.NAMESPACE }));
  },
  done: ({ config }) => [
    exists({ resource: 'hpa', name: HPA, namespace: config.NAMESPACE }),
    hpaActive({ name: HPA, namespace: config.NAMESPACE }),
  ],
  undo: ({ config }) => [run(kubectl`delete hpa ${HPA} -n ${config.NAMESPACE} --ignore-not-found`)],
});

script(import.meta, autoscaler);
