import { type Chart, hasPoints, type Point } from '../chart/index.ts';
import type { Proposal } from './proposal.ts';
import { figuresOf, flawOf, type Rung } from './rung.ts';

const X_TITLE = 'requests in flight';

/** What the ladder shows: throughput, queue and latency over the requests in flight. Flawed rungs are left out. */
export function ladderCharts(ladder: readonly Rung[], { capacity, targets }: Proposal): readonly Chart[] {
  const rungs = ladder.filter((rung) => flawOf(rung) === undefined);
  const figures = rungs.map(figuresOf);
  const points = (of: (at: number) => number | undefined): readonly Point[] =>
    rungs.map(({ concurrency }, at): Point => [concurrency, of(at) ?? Number.NaN]);
  const perRequest = capacity.tokensPerRequest.value;
  const charts: readonly Chart[] = [
    {
      title: 'Throughput',
      alt: `Requests per second by number of requests in flight; saturation is at ${capacity.saturation.value.toFixed(2)}.`,
      unit: 'requests/s',
      x: 'value',
      xTitle: X_TITLE,
      series: [{ name: 'throughput', points: points((at) => figures[at]!.tokenRate.mean / perRequest) }],
      thresholds: [{ name: 'X_sat', value: Number(capacity.saturation.value.toFixed(2)) }],
    },
    {
      title: 'Running and waiting requests',
      alt: `Running and waiting requests by number of requests in flight; the server runs up to ${capacity.runningMax.value}.`,
      unit: 'requests',
      x: 'value',
      xTitle: X_TITLE,
      series: [
        { name: 'running', points: points((at) => figures[at]!.running) },
        { name: 'waiting', points: points((at) => figures[at]!.waiting) },
      ],
      thresholds: [{ name: 'target of running', value: targets.running.value }],
    },
    {
      title: 'Time to first token',
      alt: 'Time to first token, as reported by the server, by number of requests in flight.',
      unit: 'seconds',
      x: 'value',
      xTitle: X_TITLE,
      series: [
        { name: 'p50', points: points((at) => rungs[at]!.timeToFirstToken?.p50) },
        { name: 'p99', points: points((at) => rungs[at]!.timeToFirstToken?.p99) },
      ],
    },
  ];
  return charts.filter(hasPoints);
}
