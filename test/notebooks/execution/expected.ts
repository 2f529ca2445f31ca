import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { type Cell, joined } from './desk.ts';

/** The expected accessible descriptions of a cell's plots. */
type Plots = Readonly<Record<string, readonly RegExp[]>>;

export const PLOTS: Readonly<Record<string, Plots>> = {
  '01-deploy': { 'cost-run': [/^Cost so far over time\. cost: from 0 to \d/] },
  '02-autoscale': {
    'pod-monitoring-look': [/^vllm:num_requests_waiting over time\. vllm-tpu-\w+-\w+: from 0 to 0 requests/],
    'load-run': [/waiting: from 0 to [1-9]\d* requests.* running: from 0 to 128 requests/],
    'load-look': [/Time to first token .*p50: .*p99: .*Inter-token latency .*p50: .*Generated tokens over time/],
    'metrics-run': [/waiting: from 0 to [1-9]\d\d requests/],
    'metrics-look': [/^KV cache in use over time/],
    'scale-out-run': [
      /waiting: .* running: .*Replicas over time\. desired: from [12] to 2 replicas, at the end 2\. ready: from 1 to 2 replicas, at the end 2/,
      /waiting: .* waiting: .* running: .* running: /,
    ],
    'scale-out-look': [
      /^Generated tokens over time\. (\w+: from \S+ to \S+ tokens per second, at the end \S+ ){2}KV cache in use/,
      /^Histogram of the latency of [1-9]\d+ requests/,
    ],
    'scale-in-run': [/desired: .* at the end 1\. ready: .* at the end 1\./],
  },
  '03-explore': {
    'shapes-run': [/waiting: from 0 to [1-9]\d* requests.* running: from 0 to 128 requests/],
    'shapes-look': [/^KV cache in use .*Time to first token .*Generated tokens over time/],
    'threshold-look': [/waiting: from 0 to [1-9]\d\d requests/],
    'metric-run': [/waiting: .*Replicas over time\. desired: from 1 to 1 replicas/],
    'metric-look': [/^KV cache in use .*Replicas over time\. desired: from 1 to 2 replicas, at the end 2/],
  },
  '04-calibrate': {
    'ladder-look': [
      /^Requests per second by number of requests in flight.*Running and waiting requests.*Time to first token/,
    ],
    'early-run': [
      /waiting: .* running: from \d+ to 120 requests.*Replicas over time\. desired: from 1 to 2 replicas, at the end 2/,
    ],
  },
};

/**
 * Executed by the nightly tests only (tslab.nightly.test.ts): its ladder takes minutes of CPU time, and
 * test/conformance/runbook/calibrate.test.ts climbs the same one. Its structure, types and texts are tested in CI.
 */
export const NIGHTLY: readonly string[] = ['04-calibrate'];

/** Asserts that a cell has no error, passing checks and the expected plots. */
export function expectCell(cell: Cell, plots: readonly RegExp[] = []): void {
  const failed = cell.outputs.filter(({ output_type, name }) => output_type === 'error' || name === 'stderr');
  expect(failed, `${cell.id} failed: ${textOf(cell)}`).toEqual([]);
  if (cell.id.endsWith('-check')) {
    expect(textOf(cell), cell.id).toContain('✓');
    expect(textOf(cell), cell.id).not.toContain('✗');
  }
  const pictures = svgsOf(cell);
  expect(pictures, `${cell.id} has ${plots.length} plots`).toHaveLength(plots.length);
  for (const [index, svg] of pictures.entries()) {
    expect(unescaped(/<desc>(.*?)<\/desc>/s.exec(svg)?.[1] ?? ''), cell.id).toMatch(plots[index]!);
    // A strict parser of XML draws it.
    expect(execFileSync('rsvg-convert', { input: svg }).subarray(1, 4).toString(), cell.id).toBe('PNG');
  }
}

export function textOf({ outputs }: Cell): string {
  return outputs
    .map(({ data, text }) => joined(data?.['text/html'] ?? text ?? ''))
    .join('\n')
    .replace(/<style>.*?<\/style>|<[^>]*>/gs, '');
}

function svgsOf({ outputs }: Cell): string[] {
  return outputs.map(({ data }) => joined(data?.['image/svg+xml'] ?? '')).filter((svg) => svg !== '');
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
