import type { Series } from '../metrics/index.ts';
import type { Chart } from './chart.ts';
import { timeChart } from './vllm.ts';

/** Units by the end of a metric's name. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/_seconds$/, 'seconds'],
  [/_bytes$/, 'bytes'],
  [/_perc$/, 'share'],
  [/num_requests_\w+$/, 'requests'],
];

/**
 * The series of a query as a chart, each named by its pod or by the labels that differ.
 * @example
 * renderSvg(seriesChart(await session.metrics.queryRange('up', { last: '10m' })));
 */
export function seriesChart(series: readonly Series[]): Chart {
  const names = new Set(series.map(({ labels }) => labels.__name__ ?? ''));
  const [metric = ''] = names.size === 1 ? names : [];
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))];
  const differing = labels.filter((label) => new Set(series.map((one) => one.labels[label])).size > 1);
  const naming = differing.includes('pod') ? ['pod'] : differing;
  const nameOf = (one: Series): string => naming.map((label) => one.labels[label] ?? '').join(' ');
  return timeChart({
    title: metric || 'Query over time',
    unit: UNITS.find(([ending]) => ending.test(metric))?.[1] ?? 'value',
    series: series.map((one) => ({ name: nameOf(one) || one.labels.pod || metric || 'value', points: one.points })),
  });
}
