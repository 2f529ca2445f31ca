import { expect, it } from 'vitest';
import { jsonReport, mergeResults, readJsonReport } from '../../../../lib/load/report/index.ts';
import { deviation } from '../../../../lib/load/report/spread.ts';
import { histogram, resultOf, SETUP } from './reports.ts';

const result = resultOf([1, 2, 3, 4], { errors: { 'HTTP 503': 2 } });
const INTERVALS = [
  { at: 5, seconds: 5, completed: 1, tokens: 100, failed: 0, inFlight: 8 },
  { at: 10, seconds: 5, completed: 3, tokens: 300, failed: 2, inFlight: 7 },
];

/** Keys that vllm bench serve writes without --save-detailed (vllm/benchmarks/serve.py). */
const KEYS = (
  'date endpoint_type backend label model_id tokenizer_id num_prompts request_rate burstiness max_concurrency duration ' +
  'completed failed total_input_tokens total_output_tokens request_throughput request_goodput output_throughput ' +
  'total_token_throughput max_output_tokens_per_s max_concurrent_requests mean_ttft_ms median_ttft_ms std_ttft_ms ' +
  'p99_ttft_ms mean_e2el_ms median_e2el_ms std_e2el_ms p99_e2el_ms'
).split(' ');

it('has the keys of vllm bench serve', () => {
  expect(Object.keys(JSON.parse(jsonReport(result, SETUP)))).toEqual(expect.arrayContaining(KEYS));
});

it('gives latencies in milliseconds and rates a second', () => {
  const file = JSON.parse(jsonReport(result, { ...SETUP, rate: 2 }, INTERVALS));
  expect(file).toMatchObject({
    date: '20260102-030405',
    backend: 'openai',
    request_rate: 2,
    max_concurrency: 8,
    num_prompts: 14,
    failed: 2,
    total_output_tokens: 400,
    request_throughput: 0.4,
    output_throughput: 40,
    max_output_tokens_per_s: 60,
    max_concurrent_requests: 8,
    mean_e2el_ms: 2500,
  });
  expect(file.std_e2el_ms / 1000).toBeCloseTo(Math.sqrt(1.25), 1);
});

it('has no figure of the server when the client was the bottleneck', () => {
  const slow = resultOf([1, 2], { client: { doubts: [], bottleneck: 'this process was busy 95 % of the time' } });
  expect(JSON.parse(jsonReport(slow, SETUP))).toMatchObject({
    request_throughput: null,
    output_throughput: null,
    p99_e2el_ms: null,
    completed: 2,
    runbook: { client_bottleneck: 'this process was busy 95 % of the time' },
  });
});

it('reads its own files, so that those of several pods can be merged', () => {
  const read = readJsonReport(jsonReport(result, SETUP), 'a.json');
  expect(read.setup).toEqual(SETUP);
  expect(mergeResults([read.result, read.result])).toMatchObject({
    completed: 8,
    latency: { count: 8, p50: expect.closeTo(2, 1) },
  });
});

it.each(['{}', 'not JSON', '{"runbook": {"format": 99}}'])('refuses to read %s', (text) => {
  expect(() => readJsonReport(text, 'other.json')).toThrow(expect.objectContaining({ code: 'LOAD_INPUT' }));
});

it('computes the standard deviation from the buckets within 1 %', () => {
  const values = Array.from({ length: 1000 }, (_, n) => 1 + n / 100);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const exact = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(Math.abs(deviation(histogram(values).summary()!) / exact - 1)).toBeLessThan(0.01);
});
