import { describe, expect, test } from 'vitest';
import {
  costSoFar,
  interTokenLatency,
  kvCacheUsage,
  loadLatency,
  renderSvg,
  renderTerminal,
  replicas,
  timeToFirstToken,
  tokensPerSecond,
  waitingAndRunning,
} from '../../../lib/chart/index.ts';
import { Histogram } from '../../../lib/load/histogram.ts';
import type { Series } from '../../../lib/metrics/index.ts';
import { every15s } from './sample.ts';

const pod = (name: string, values: readonly number[]): Series => ({
  labels: { pod: `vllm-tpu-7f5d9c8b6d-${name}` },
  points: every15s(values),
});

describe('waiting and running', () => {
  const drawn = waitingAndRunning({
    waiting: [pod('a', [0, 398]), pod('b', [0, 20])],
    running: [pod('a', [0, 128]), pod('b', [0, 128])],
    target: 10,
  });

  test('gives each pod a colour, each quantity dashes, and each series a short pod name', () => {
    expect(drawn.series.map(({ name, group }) => [name, group])).toEqual([
      ['a waiting', 'vllm-tpu-7f5d9c8b6d-a'],
      ['b waiting', 'vllm-tpu-7f5d9c8b6d-b'],
      ['a running', 'vllm-tpu-7f5d9c8b6d-a'],
      ['b running', 'vllm-tpu-7f5d9c8b6d-b'],
    ]);
    expect(drawn.thresholds).toEqual([{ name: 'target per replica', value: 10 }]);
  });

  test('describes the range of each series in words', () => {
    expect(drawn.alt).toContain('a waiting: from 0 to 398 requests, at the end 398.');
  });

  test('keeps full pod names when short ones collide', () => {
    const twins = [
      { labels: { pod: 'x-a' }, points: every15s([1]) },
      { labels: { pod: 'y-a' }, points: every15s([1]) },
    ];
    expect(waitingAndRunning({ waiting: twins, running: [] }).series.map(({ name }) => name)).toEqual([
      'x-a waiting',
      'y-a waiting',
    ]);
  });

  test('names a sum over all pods', () => {
    expect(waitingAndRunning({ waiting: [{ labels: {}, points: every15s([1]) }], running: [] }).series[0]!.name).toBe(
      'waiting',
    );
    expect(tokensPerSecond([{ labels: {}, points: every15s([1]) }]).series[0]!.name).toBe('all pods');
  });
});

test('shows shares as percents, and inter-token latency in milliseconds', () => {
  expect(kvCacheUsage([pod('a', [0.25])], 0.1)).toMatchObject({
    unit: '%',
    thresholds: [{ value: 10 }],
    series: [{ points: [[expect.any(Number), 25]] }],
  });
  const quantiles = { p50: [{ labels: {}, points: every15s([0.04]) }] };
  expect(interTokenLatency(quantiles)).toMatchObject({
    unit: 'milliseconds',
    series: [{ name: 'p50', points: [[expect.any(Number), 40]] }],
  });
  expect(timeToFirstToken(quantiles)).toMatchObject({
    unit: 'seconds',
    series: [{ name: 'p50', points: [[expect.any(Number), 0.04]] }],
  });
});

test('the latency histogram counts every request once, in bars of equal width', () => {
  const histogram = new Histogram();
  for (let n = 0; n < 1000; n++) histogram.record(20 + (n % 100) / 3);
  const { series, title } = loadLatency(histogram.summary()!);
  const { points } = series[0]!;
  expect(points.reduce((sum, [, count]) => sum + count, 0)).toBe(1000);
  const widths = points.slice(1).map(([x], index) => Math.round((x - points[index]![0]) * 1000));
  expect(new Set(widths).size).toBe(1);
  expect(title).toContain('median 36');
});

test('renders every chart as SVG and in a terminal', () => {
  const histogram = new Histogram();
  histogram.record(3);
  const quantiles = { p50: [pod('a', [1, 2])], p99: [pod('a', [2, 3])] };
  const all = [
    waitingAndRunning({ waiting: [pod('a', [0, 0])], running: [] }),
    replicas({ desired: every15s([1, 2]), ready: every15s([0, 1]), maximum: 2 }),
    kvCacheUsage([pod('a', [0, 1])]),
    timeToFirstToken(quantiles),
    interTokenLatency(quantiles),
    tokensPerSecond([pod('a', [0, 4000])]),
    loadLatency(histogram.summary()!),
    costSoFar(every15s([0, 0.09])),
  ];
  for (const one of all) {
    expect(renderSvg(one)).toContain(one.unit);
    expect(renderTerminal(one, { width: 80, height: 10, color: false })).toContain(one.unit);
  }
});

test('has no ticks between whole numbers', () => {
  const svg = renderSvg(replicas({ desired: every15s([1, 2]), ready: every15s([0, 1]) }));
  expect(svg).not.toMatch(/>\d\.\d</);
});
