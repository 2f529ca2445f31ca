import { deploymentReady } from '../lib/kubernetes/conditions.ts';
import { seriesExists } from '../lib/metrics/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { pause, until } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { load } from './10-load.ts';
import { watchHpa } from './12-autoscaler.ts';
import { waitingCosts } from './cost/prices.ts';
import { refuseTooFewRequests } from './load/queue.ts';
import { showRequests } from './metrics/charts.ts';
import { waitingRequests } from './metrics/queries.ts';
import { noteOnePod } from './model-server/exposure.ts';
import { DEPLOYMENT } from './tutorial/names.ts';

export const scaleOut = step({
  id: '13-scale-out',
  title: 'Watch the autoscaler add a second replica',
  section: '部署 Pod 横向自动扩缩器配置',
  // This step stops the load that 11-metrics needs.
  needs: ['10-load', '11-metrics', '12-autoscaler'],
  during: [load],
  ends: [load],
  actions: function* ({ config }) {
    yield* refuseTooFewRequests({ config });
    const ready = { ...allReplicasReady({ config }, '60m'), meanwhile: waitingCosts(config) };
    yield* until(ready, { alongside: watchHpa({ config }), fact: 'hpa' });
    yield* noteOnePod({ config });
    yield* until(seriesExists(waitingRequests(config), config.MAX_REPLICAS));
    yield* pause('3m', 'so that the chart shows both replicas under load');
    yield* showRequests({ config }, 'draw charts of both replicas', { last: '30m', step: '15s' }, 'waitingOfBoth');
  },
  done: (context) => [allReplicasReady(context)],
});

function allReplicasReady({ config }: StepContext, timeout?: string) {
  const deployment = { resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE };
  return deploymentReady(deployment, config.MAX_REPLICAS, timeout);
}

script(import.meta, scaleOut, () => import('./steps.ts'));
