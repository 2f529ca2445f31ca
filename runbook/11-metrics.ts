import { waitingAndRunning } from '../lib/chart/vllm.ts';
import { seriesAbove, seriesExists } from '../lib/metrics/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { pause, perform, until } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { load } from './10-load.ts';
import { expectedQueue } from './load/queue.ts';
import { runningRequests, waitingRequests } from './metrics/queries.ts';
import { MAX_NUM_SEQS } from './tutorial/names.ts';

export const metrics = step({
  id: '11-metrics',
  title: 'See the waiting requests arrive in Cloud Monitoring',
  section: '验证 Google Cloud Managed Service for Prometheus 是否注入指标',
  needs: ['09-pod-monitoring', '10-load'],
  readOnly: true,
  during: [load],
  actions: function* ({ config }) {
    const query = waitingRequests(config);
    // With fewer requests than slots none ever waits: then those that run are what can be seen.
    const seen = queues({ config }) ? query : runningRequests(config);
    yield* until(seriesAbove(`sum(${seen})`, queuedAtLeast({ config }) / 2));
    yield* pause('30s', 'so that the chart shows where the queue settles');
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

const queues = ({ config }: StepContext): boolean => expectedQueue(config).waiting > 0;

/** Of a closed loop's requests, all that the engines' slots do not hold are waiting. */
function queuedAtLeast({ config }: StepContext): number {
  const { MAX_REPLICAS, PARALLEL_PROCESSES } = config;
  if (!queues({ config })) return PARALLEL_PROCESSES - 1;
  return Math.max(0, PARALLEL_PROCESSES - MAX_NUM_SEQS * MAX_REPLICAS);
}

script(import.meta, metrics, () => import('./steps.ts'));
