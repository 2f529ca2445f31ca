import type { MetricKind, Sample } from '../../../sandbox/monitoring/monitoring.ts';
import { sample } from '../../sandbox/monitoring/rig.ts';

/** Simulated ms since the epoch: the first scrape, and the last. */
export const FIRST = Date.UTC(2026, 0, 1);
export const LAST = FIRST + 40 * 60_000;

const SCRAPE = 15_000;
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, Number.POSITIVE_INFINITY];

interface Pod {
  readonly pod: string;
  readonly node: string;
  /** When it is scraped for the first and the last time, in ms after FIRST. */
  readonly from: number;
  readonly until: number;
  /** When its counters start again from zero. */
  readonly restart: number;
  /** How late its scrapes are (ms). */
  readonly phase: number;
}

const PODS: readonly Pod[] = [
  { pod: 'vllm-tpu-a', node: 'gke-tpu-1', from: 0, until: 2_400_000, restart: 1_207_000, phase: 0 },
  { pod: 'vllm-tpu-b', node: 'gke-tpu-2', from: 600_000, until: 2_400_000, restart: 9e9, phase: 4_321 },
  { pod: 'vllm-tpu-c', node: 'gke-tpu-2', from: 300_000, until: 1_500_000, restart: 9e9, phase: 11_007 },
];

/** The history of three replicas: one restarts, one comes late, one goes away. */
export function history(): Sample[] {
  const samples: Sample[] = [];
  for (const pod of PODS) {
    for (let at = pod.from + pod.phase; at <= pod.until; at += SCRAPE) samples.push(...scrape(pod, at));
  }
  return samples.sort((a, b) => a.time - b.time);
}

function scrape({ pod, node, restart, from }: Pod, at: number): Sample[] {
  const time = FIRST + at;
  const age = (at >= restart ? at - restart : at - from) / 1000;
  const target = { instance: `${pod}:8000` };
  const line = (name: string, value: number, labels: Record<string, string> = {}, kind: MetricKind = 'gauge'): Sample =>
    sample(name, value, { kind, labels: { pod, ...labels }, target, time });
  const wave = Math.sin(at / 173_000);
  const observations = (bound: number): number =>
    Math.floor(age * 3 * (1 - Math.exp(-Math.min(bound, 60) / (1.5 + wave))));
  return [
    line('vllm:num_requests_waiting', Math.max(0, Math.round(200 * wave)), { model_name: 'm', engine: '0' }),
    line('vllm:num_requests_running', Math.round(64 + 60 * wave), { model_name: 'm', engine: '0' }),
    line('vllm:kv_cache_usage_perc', (1 + wave) / 2.0001, { model_name: 'm', engine: '0' }),
    line('vllm:generation_tokens_total', Math.floor(age * 1234.5), { model_name: 'm' }, 'counter'),
    line('vllm:request_success_total', Math.floor(age * 2.5), { finished_reason: 'stop' }, 'counter'),
    line('vllm:request_success_total', Math.floor(age * 0.4), { finished_reason: 'length' }, 'counter'),
    ...BUCKETS.map((bound) => {
      const le = Number.isFinite(bound) ? String(bound) : '+Inf';
      return line('ttft_seconds_bucket', observations(bound), { le }, 'histogram');
    }),
    line('ttft_seconds_count', observations(60), {}, 'histogram'),
    line('ttft_seconds_sum', age * 3.3, {}, 'histogram'),
    line('pod_info', 1, { node, zone: 'us-east5-b' }),
    // Only one of each: where values are equal, Prometheus sorts them as it likes.
    line('odd', pod === 'vllm-tpu-a' && at % 60_000 < 15_000 ? Number.NaN : wave + at, { what: 'nan' }),
    line('odd', pod === 'vllm-tpu-a' ? Number.POSITIVE_INFINITY : at * 1e9, { what: 'inf' }),
    line('odd', -1e-7 * (1 + at), { what: 'small' }),
    line('odd', 1.5e22 + at * 1e16, { what: 'large' }),
    line('constant', 42, {}),
    line('up', 1, {}),
  ];
}
