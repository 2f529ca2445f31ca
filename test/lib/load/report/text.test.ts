import { expect, it } from 'vitest';
import { renderSvg } from '../../../../lib/chart/index.ts';
import { charts, csvReport, markdownReport, tablesOf, textReport } from '../../../../lib/load/report/index.ts';
import type { Result } from '../../../../lib/load/report/result.ts';
import { resultOf, SETUP } from './reports.ts';

const INTERVALS = [
  { at: 5, seconds: 5, completed: 1, tokens: 100, failed: 0, inFlight: 8 },
  { at: 10, seconds: 5, completed: 3, tokens: 301, failed: 2, inFlight: 7 },
];
const SLOW = resultOf([1, 2], { client: { doubts: [], bottleneck: 'this process was busy 95 % of the time' } });

it('shows throughput and latencies', () => {
  const tables = tablesOf(resultOf([1, 2, 3, 4]), SETUP);
  expect(Object.fromEntries(tables.facts)).toMatchObject({ Throughput: '0.4 requests/s, 40 tokens/s (400 tokens)' });
  expect(tables.latencies.map(([title]) => title)).toEqual(['', 'Time to first token', 'End-to-end latency']);
  expect(tables.latencies.at(-1)).toEqual(['End-to-end latency', '2.5 s', '2.01 s', '4 s', '4 s', '4 s']);
});

it('shows goodput with its limits', () => {
  const tables = tablesOf(resultOf([1], { goodput: { requests: 0.2, share: 0.5 } }), { ...SETUP, slo: 'ttft=2s' });
  expect(Object.fromEntries(tables.facts).Goodput).toBe('0.2 requests/s: 50 % of the answers keep ttft=2s');
});

it('shows the share of each replica, where it is known', () => {
  const rowOf = (...counts: readonly number[]): string | undefined => {
    const replicas = counts.map((requests, n) => ({ pod: `vllm-${n}`, requests }));
    return Object.fromEntries(tablesOf(resultOf([1]), { ...SETUP, replicas }).facts).Replicas;
  };
  expect(rowOf(51, 149)).toBe('vllm-0 26 % (51), vllm-1 75 % (149) of 200 requests that ended');
  expect(rowOf(0, 0)).toBeUndefined();
  expect(rowOf()).toBeUndefined();
});

it('shows the steady state with its interval, where it has one', () => {
  const interval = { requests: { mean: 6.4, low: 6.2, high: 6.6 }, tokens: { mean: 640, low: 620, high: 660 } };
  const told = (steady: NonNullable<Result['steady']>): string | undefined =>
    Object.fromEntries(tablesOf(resultOf([1], { steady }), SETUP).facts)['Steady state'];
  const rates = { seconds: 60, requests: 6.4, tokens: 640 };
  expect(told({ ...rates, interval })).toBe('6.40 ± 0.20 requests/s, 640 ± 20 tokens/s over 60 s (95 % interval)');
  expect(told({ ...rates, interval: undefined })).toBe('6.4 requests/s, 640 tokens/s over 60 s');
});

it('leaves out the figures of the server when the client was the bottleneck', () => {
  const tables = tablesOf(SLOW, SETUP);
  expect(tables).toMatchObject({ latencies: [], bottleneck: 'this process was busy 95 % of the time' });
  expect(Object.fromEntries(tables.facts)).not.toHaveProperty('Throughput');
  expect(charts(SLOW, INTERVALS)).toEqual({});
  for (const text of [textReport(tables), markdownReport(tables)]) expect(text).toMatch(/client was the bottleneck/);
});

it('names the kinds of failures', () => {
  const { facts } = tablesOf(resultOf([1], { errors: { 'HTTP 503': 2, DEADLINE: 1 } }), SETUP);
  expect(Object.fromEntries(facts).Failures).toBe('2 HTTP 503, 1 DEADLINE');
});

it('aligns the columns of the terminal table', () => {
  const lines = textReport(tablesOf(resultOf([1, 2]), SETUP))
    .split('\n')
    .slice(-3);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});

it('writes Markdown tables with the same number of cells in each row', () => {
  const rows = markdownReport(tablesOf(resultOf([1, 2]), { ...SETUP, traffic: 'a | b' }))
    .split('\n\n')
    .at(-1)!
    .trim()
    .split('\n');
  expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([8]));
});

it('writes a CSV row for each interval', () => {
  expect(csvReport(INTERVALS)).toBe(
    'time_s,seconds,requests_per_s,tokens_per_s,completed,failed,in_flight\r\n5,5,0.2,20,1,0,8\r\n10,5,0.6,60.2,3,2,7\r\n',
  );
});

it('draws a chart for each latency and for each figure over time', () => {
  const drawn = charts(resultOf([1, 2, 3]), INTERVALS);
  expect(Object.keys(drawn)).toEqual(['tokens-per-second', 'requests-per-second', 'in-flight', 'ttft', 'e2el']);
  for (const chart of Object.values(drawn)) expect(renderSvg(chart)).toMatch(/^<svg/);
});
