import { waitingAndRunning } from '../lib/chart/vllm.ts';
import { seriesAbove, seriesExists } from '../lib/metrics/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { perform, step, until } from '../lib/step.ts';
import { runningRequests, waitingRequests } from './queries.ts';

export const metrics = step({
  id: '11-metrics',
  title: 'See the waiting requests arrive in Cloud Monitoring',
  section: '验证 Google Cloud Managed Service for Prometheus 是否注入指标',
  needs: ['09-pod-monitoring', '10-load'],
  readOnly: true,
  actions: function* ({ config }) {
    const query = waitingRequests(config);
    yield* until(seriesAbove(query, config.HPA_METRIC === 'queue' ? config.HPA_TARGET : 0));
    // A few scrapes more, so that the chart shows where the queue settles.
    yield* perform('let a minute pass', undefined, async (session) => {
      const pace = session.pace('wait');
      await session.target.clock.sleep(60_000, session.signal).finally(pace.release);
    });
    yield* perform(`chart of ${query}`, undefined, async (session) => {
      const window = { last: '10m', step: '15s' };
      const [waiting, running] = await Promise.all([
        session.metrics.queryRange(query, window),
        session.metrics.queryRange(runningRequests(config), window),
      ]);
      session.report.fact('waiting', waiting);
      session.log.write({ kind: 'chart', chart: waitingAndRunning({ waiting, running }) });
    });
  },
  done: ({ config }) => [seriesExists(waitingRequests(config))],
});

script(import.meta, metrics);
