import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../../lib/chart/index.ts';
import { chartsOf } from '../../../runbook/simulate/charts.ts';
import type { Simulated, Summary } from '../../../runbook/simulate/result.ts';

const summary = (more: Partial<Summary>): Summary => ({
  offered: 100,
  answered: 100,
  lost: 0,
  attainment: 1,
  ttft: { p50: 0.1, p95: 0.2, p99: 0.3 },
  mostReplicas: 2,
  nodeHours: 2,
  dollars: 40,
  changes: 1,
  flaps: 0,
  ...more,
});
const moments = [
  { at: 0, desired: 1, ready: 1, waiting: 0, running: 3 },
  { at: 60_000, desired: 2, ready: 1, waiting: 5, running: 128 },
];
const swept = (target: number, more: Partial<Summary>): Simulated => ({
  name: `target ${target}`,
  target,
  summary: summary(more),
  moments,
});

describe('the charts of a sweep', () => {
  const sweep = [
    swept(4, { dollars: 60, attainment: 0.95 }),
    swept(8, { ttft: { p50: 1, p95: 9, p99: 20 }, attainment: 0.5 }),
    swept(12, { ttft: { p50: 1, p95: 9, p99: 20 }, attainment: 0.5 }),
  ];
  const charts = chartsOf(sweep);

  it('draw each target by its cost and its latency; equal results share a point', () => {
    const [latency, attainment] = charts['cost-latency']!;
    expect(latency!.series).toMatchObject([
      {
        role: 'points',
        points: [
          [60, 0.2],
          [40, 9],
        ],
        labels: ['4', '8, 12'],
      },
    ]);
    expect(attainment!.series[0]!.points).toEqual([
      [60, 95],
      [40, 50],
    ]);
  });

  it('draw latency, attainment and cost over the targets', () => {
    const [latency, , cost] = charts.targets!;
    expect(latency!.series.map(({ name }) => name)).toEqual(['p50', 'p95', 'p99']);
    expect(cost!.series[0]!.points).toEqual([
      [4, 60],
      [8, 40],
      [12, 40],
    ]);
  });

  it('can be drawn', () => {
    for (const chart of Object.values(charts)) expect(renderSvg(chart)).toContain('</svg>');
  });
});

describe('the charts of one run', () => {
  it('are the replicas and the requests over the minutes', () => {
    const charts = chartsOf([{ name: 'a.yaml', summary: summary({}), moments }]);
    expect(Object.keys(charts)).toEqual(['replicas']);
    const [replicas, requests] = charts.replicas!;
    expect(replicas!.series.map(({ name, points }) => [name, points])).toEqual([
      [
        'ordered',
        [
          [0, 1],
          [1, 2],
        ],
      ],
      [
        'ready',
        [
          [0, 1],
          [1, 1],
        ],
      ],
    ]);
    expect(requests!.series.map(({ name }) => name)).toEqual(['running', 'waiting']);
  });

  it('are none without a result', () => {
    expect(chartsOf([])).toEqual({});
  });
});
