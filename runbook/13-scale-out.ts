import { waitingAndRunning } from '../lib/chart/vllm.ts';
import { RunbookError } from '../lib/errors/runbook-error.ts';
import { deploymentReady } from '../lib/kubernetes/conditions.ts';
import { seriesExists } from '../lib/metrics/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { pause, perform, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { load } from './10-load.ts';
import { watchHpa } from './12-autoscaler.ts';
import { expectedQueue } from './load/queue.ts';
import { runningRequests, waitingRequests } from './metrics/queries.ts';
import { noteOnePod } from './model-server/exposure.ts';
import { DEPLOYMENT } from './tutorial/names.ts';

export const scaleOut = step({
  id: '13-scale-out',
  title: 'Watch the second replica come',
  section: '部署 Pod 横向自动扩缩器配置',
  // It ends the load, which 11 looks at.
  needs: ['10-load', '11-metrics', '12-autoscaler'],
  during: [load],
  ends: [load],
  actions: function* ({ config }) {
    const deployment = { resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE };
    const ready = deploymentReady(deployment, config.MAX_REPLICAS, '60m');
    yield* perform('see whether the load can make a second replica come', undefined, async () => {
      const { tooFew } = expectedQueue(config);
      if (tooFew !== undefined)
        throw new RunbookError('CONFIG_INVALID', 'No second replica will come', { evidence: [tooFew] });
    });
    yield* until(ready, { alongside: watchHpa({ config }), fact: 'hpa' });
    yield* noteOnePod({ config });
    yield* until(seriesExists(waitingRequests(config), config.MAX_REPLICAS));
    yield* pause('3m', 'so that the chart shows how the load spreads');
    yield* perform('charts of both replicas', undefined, async (session) => {
      const window = { last: '30m', step: '15s' };
      const [waiting, running] = await Promise.all([
        session.metrics.queryRange(waitingRequests(config), window),
        session.metrics.queryRange(runningRequests(config), window),
      ]);
      session.report.fact('waitingOfBoth', waiting);
      session.log.write({ kind: 'chart', chart: waitingAndRunning({ waiting, running }) });
    });
  },
  done: ({ config }) => [
    deploymentReady({ resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE }, config.MAX_REPLICAS),
  ],
});

script(import.meta, scaleOut, () => import('./steps.ts'));
