import type { Chart, Point } from '../../chart/chart.ts';
import { loadLatency, timeChart } from '../../chart/vllm.ts';
import { type Interval, LATENCIES, type Result } from './result.ts';

/** The charts of a load by file name; none when the client was the bottleneck. */
export function charts(result: Result, intervals: readonly Interval[]): Readonly<Record<string, Chart>> {
  if (result.client.bottleneck !== undefined) return {};
  const over = (of: (interval: Interval) => number): readonly Point[] =>
    intervals.map((interval) => [result.startedAt + interval.at * 1000, of(interval)]);
  const series = (name: string, of: (interval: Interval) => number) => [{ name, points: over(of) }];
  const overTime: Record<string, Chart> = {
    'tokens-per-second': timeChart({
      title: 'Generated tokens',
      unit: 'tokens per second',
      series: series('tokens', ({ tokens, seconds }) => tokens / seconds),
    }),
    'requests-per-second': timeChart({
      title: 'Requests',
      unit: 'requests per second',
      series: [
        ...series('answered', ({ completed, seconds }) => completed / seconds),
        ...series('failed', ({ failed, seconds }) => failed / seconds),
      ],
    }),
    'in-flight': timeChart({
      title: 'Requests in flight',
      unit: 'requests',
      series: series('in flight', ({ inFlight }) => inFlight),
    }),
  };
  const histograms = LATENCIES.flatMap(({ key, of, title }) => {
    const summary = result[of];
    if (!summary) return [];
    const chart = loadLatency(summary);
    return [[key.replaceAll('_', '-'), { ...chart, title: chart.title.replace('Latency of the load', title) }]];
  });
  return { ...(intervals.length > 1 ? overTime : {}), ...Object.fromEntries(histograms) };
}
