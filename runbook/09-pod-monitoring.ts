import { kubectl } from '../lib/command/command.ts';
import { exists } from '../lib/kubernetes/conditions.ts';
import { seriesExists } from '../lib/metrics/conditions.ts';
import { OURS } from '../lib/ownership/label.ts';
import { script } from '../lib/runner/script.ts';
import { apply, run, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { waitingRequests } from './metrics/queries.ts';
import { manifest } from './tutorial/manifests.ts';
import { POD_MONITORING } from './tutorial/names.ts';

export const podMonitoring = step({
  id: '09-pod-monitoring',
  title: 'Configure Managed Service for Prometheus to scrape vLLM',
  section: { en: 'Set up the custom autoscaler', zh: '设置自定义自动扩缩器' },
  needs: ['06-model-server'],
  actions: function* ({ config }) {
    yield apply(manifest('vllm_pod_monitor.yaml'), { namespace: config.NAMESPACE });
    yield* until(seriesExists(waitingRequests(config)));
  },
  done: ({ config }) => [
    exists({ resource: 'podmonitoring', name: POD_MONITORING, namespace: config.NAMESPACE }),
    seriesExists(waitingRequests(config)),
  ],
  undo: { inside: ({ config }) => [run(kubectl`delete podmonitoring -l ${OURS} -n ${config.NAMESPACE}`)] },
});

script(import.meta, podMonitoring, () => import('./steps.ts'));
