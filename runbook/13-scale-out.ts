import { hpaScaled } from '../lib/kubernetes/autoscaler.ts';
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
import { serverReady } from './model-server/ready.ts';
import { HPA } from './tutorial/names.ts';

export const scaleOut = step({
  id: '13-scale-out',
  title: 'Watch the autoscaler add a second replica',
  section: { en: 'Deploy the Horizontal Pod Autoscaler configuration', zh: '部署 Pod 横向自动扩缩器配置' },
  // This step stops the load that 11-metrics needs.
  needs: ['10-load', '11-metrics', '12-autoscaler'],
  during: [load],
  ends: [load],
  // Without a load the autoscaler removes the second replica.
  temporary: true,
  ran: ({ config }) => [hpaScaled({ name: HPA, namespace: config.NAMESPACE })],
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
  return serverReady({ config }, config.MAX_REPLICAS, timeout);
}

script(import.meta, scaleOut, () => import('./steps.ts'));
