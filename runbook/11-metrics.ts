import { seriesAbove, seriesExists } from '../lib/metrics/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { pause, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { load } from './10-load.ts';
import { expectedQueue } from './load/queue.ts';
import { showRequests } from './metrics/charts.ts';
import { runningRequests, waitingRequests } from './metrics/queries.ts';

export const metrics = step({
  id: '11-metrics',
  title: 'Verify that the metrics reach Cloud Monitoring',
  section: {
    en: 'Verify that Google Cloud Managed Service for Prometheus ingests the metrics',
    zh: '验证 Google Cloud Managed Service for Prometheus 是否注入指标',
  },
  needs: ['09-pod-monitoring', '10-load'],
  readOnly: true,
  during: [load],
  actions: function* ({ config }) {
    // With fewer requests than slots no request waits: look at the running ones instead.
    const { waiting, atLeast } = expectedQueue(config);
    const seen = waiting > 0 ? waitingRequests(config) : runningRequests(config);
    yield* until(seriesAbove(`sum(${seen})`, atLeast / 2));
    yield* pause('30s', 'so that the chart shows the settled queue');
    yield* showRequests(
      { config },
      `draw a chart of ${waitingRequests(config)}`,
      { last: '10m', step: '15s' },
      'waiting',
    );
  },
  done: ({ config }) => [seriesExists(waitingRequests(config))],
});

script(import.meta, metrics, () => import('./steps.ts'));
