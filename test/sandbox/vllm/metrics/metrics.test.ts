import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneTwoFive } from '../../../../sandbox/vllm/metrics/buckets.ts';
import { formatLabels, formatValue } from '../../../../sandbox/vllm/metrics/exposition.ts';
import { COMMAND, TestFaults } from '../container.ts';
import { MODEL, type ReplicaServer, startServer } from '../server/replica-server.ts';

const LABELS = `{engine="0",model_name="${MODEL}"}`;
let server: ReplicaServer;
let fresh: string;
beforeAll(async () => {
  server = await startServer();
  fresh = await server.metrics();
});
afterAll(() => server.stop());

function families(page: string): string[] {
  return [...page.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1]!);
}

function value(page: string, series: string): number {
  const line = page.split('\n').find((text) => text.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

test.each([
  [0, '0.0'],
  [37, '37.0'],
  [0.25, '0.25'],
  [999_999, '999999.0'],
  [1_000_000, '1e+06'],
  [12_345_678, '1.2345678e+07'],
  [1_795_349_383.6414332, '1.7953493836414332e+09'],
  [0.00001, '1e-05'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NaN, 'NaN'],
  [-1, '-1.0'],
])('%d is written %s', (number, text) => {
  expect(formatValue(number)).toBe(text);
});

test('labels are in alphabetical order and escaped', () => {
  expect(formatLabels({ model_name: 'a"b\\c\nd', engine: '0' })).toBe('{engine="0",model_name="a\\"b\\\\c\\nd"}');
});

test('buckets of token counts are 1, 2, 5 of each decade up to the model length', () => {
  expect(oneTwoFive(4096)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]);
});

test('the page has the content type of prometheus_client', async () => {
  const response = await fetch(`${server.url}/metrics/`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=1.0.0; charset=utf-8');
});

test('all series start at zero', () => {
  for (const name of [
    'num_requests_running',
    'num_requests_waiting',
    'kv_cache_usage_perc',
    'num_preemptions_total',
    'prompt_tokens_total',
  ]) {
    expect(value(fresh, `vllm:${name}${LABELS}`), name).toBe(0);
  }
  for (const reason of ['stop', 'length', 'abort', 'error', 'repetition']) {
    expect(
      value(fresh, `vllm:request_success_total{engine="0",finished_reason="${reason}",model_name="${MODEL}"}`),
    ).toBe(0);
  }
});

test('families are in the order of the real page, each with HELP before TYPE', () => {
  const order = families(fresh).filter((name) => !name.endsWith('_created'));
  const expected = [
    'python_gc_objects_collected_total',
    'python_info',
    'process_virtual_memory_bytes',
    'process_max_fds',
    'vllm:num_requests_running',
    'vllm:num_requests_waiting',
    'vllm:num_requests_waiting_by_reason',
    'vllm:engine_sleep_state',
    'vllm:kv_cache_usage_perc',
    'vllm:prefix_cache_queries_total',
    'vllm:external_prefix_cache_queries_total',
    'vllm:mm_cache_queries_total',
    'vllm:num_preemptions_total',
    'vllm:prompt_tokens_total',
    'vllm:generation_tokens_total',
    'vllm:request_success_total',
    'vllm:iteration_tokens_total',
    'vllm:time_to_first_token_seconds',
    'vllm:inter_token_latency_seconds',
    'vllm:e2e_request_latency_seconds',
    'vllm:request_prefill_kv_computed_tokens',
    'vllm:cache_config_info',
    'http_requests_total',
    'http_request_size_bytes',
    'http_response_size_bytes',
    'http_request_duration_highr_seconds',
    'http_request_duration_seconds',
  ];
  expect(order.filter((name) => expected.includes(name))).toEqual(expected);
  expect(fresh).toMatch(
    /# HELP vllm:num_requests_waiting Number of requests waiting to be processed\.\n# TYPE vllm:num_requests_waiting gauge\n/,
  );
  expect(order).not.toContain('vllm:gpu_cache_usage_perc');
});

test('a histogram has its buckets, then count and sum, then the time of its creation', () => {
  const name = 'vllm:iteration_tokens_total';
  const lines = fresh.split('\n').filter((line) => line.startsWith(name));
  expect(lines.at(0)).toBe(`${name}_bucket{engine="0",le="1.0",model_name="${MODEL}"} 0.0`);
  expect(lines.at(-3)).toBe(`${name}_count${LABELS} 0.0`);
  expect(lines.at(-2)).toBe(`${name}_sum${LABELS} 0.0`);
  expect(lines.at(-1)).toMatch(/^vllm:iteration_tokens_total_created\{.*\} 1\.78\d+e\+09$/);
  expect(fresh).toContain('# TYPE vllm:prompt_tokens_created gauge');
});

test('the configuration of the cache is in labels', () => {
  const line = fresh.split('\n').find((text) => text.startsWith('vllm:cache_config_info{'))!;
  for (const label of [
    'block_size="256"',
    'num_gpu_blocks="1261"',
    'gpu_memory_utilization="0.92"',
    'enable_prefix_caching="True"',
  ]) {
    expect(line).toContain(label);
  }
  expect(line).not.toContain('model_name');
});

test('a completion updates its metrics', async () => {
  await server.complete({ prompt: 'San Francisco is a', max_tokens: 7, temperature: 0 });
  const page = await server.metrics();
  expect(value(page, `vllm:prompt_tokens_total${LABELS}`)).toBe(5);
  expect(value(page, `vllm:generation_tokens_total${LABELS}`)).toBe(7);
  expect(value(page, `vllm:request_success_total{engine="0",finished_reason="length",model_name="${MODEL}"}`)).toBe(1);
  expect(value(page, `vllm:time_to_first_token_seconds_count${LABELS}`)).toBe(1);
  expect(value(page, `vllm:inter_token_latency_seconds_count${LABELS}`)).toBe(6);
  expect(value(page, `vllm:request_params_max_tokens_sum${LABELS}`)).toBe(7);
  expect(value(page, `vllm:request_params_n_count${LABELS}`)).toBe(1);
  expect(value(page, `vllm:prefix_cache_queries_total${LABELS}`)).toBe(5);
  expect(value(page, `vllm:iteration_tokens_total_sum${LABELS}`)).toBe(12);
  expect(value(page, 'http_requests_total{handler="/v1/completions",method="POST",status="2xx"}')).toBe(1);
  expect(value(page, 'http_request_size_bytes_count{handler="/v1/completions"}')).toBe(1);
  expect(value(page, 'http_response_size_bytes_sum{handler="/v1/completions"}')).toBeGreaterThan(400);
  expect(value(page, 'http_request_duration_seconds_count{handler="/v1/completions",method="POST"}')).toBe(1);
  expect(page).not.toContain('handler="/metrics"');
});

test('an unknown path is counted as none', async () => {
  await fetch(`${server.url}/nowhere`);
  expect(await server.metric('http_requests_total{handler="none",method="GET",status="4xx"}')).toBe(1);
});

test('requests beyond max-num-seqs wait, and the gauge has their number', async () => {
  const own = await startServer({ pace: 1 });
  try {
    const gone = new AbortController();
    const body = JSON.stringify({ prompt: 'x', max_tokens: 1000, ignore_eos: true });
    const headers = { 'content-type': 'application/json' };
    const calls = Array.from({ length: 178 }, () =>
      fetch(`${own.url}/v1/completions`, { method: 'POST', headers, body, signal: gone.signal }).catch(() => undefined),
    );
    for (let waiting = 0; waiting !== 50; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      waiting = await own.metric(`vllm:num_requests_waiting${LABELS}`);
    }
    expect(await own.metric(`vllm:num_requests_running${LABELS}`)).toBe(128);
    gone.abort();
    await Promise.all(calls);
  } finally {
    own.stop();
  }
});

test.each([
  [
    'vllm/vllm-tpu:73aa7041bfee43581314e6f34e9a657137ecc092',
    ['gpu_cache_usage_perc', 'time_per_output_token_seconds'],
    ['kv_cache_usage_perc', 'inter_token_latency_seconds'],
  ],
  [
    'vllm/vllm-tpu:v0.12.0',
    ['kv_cache_usage_perc', 'inter_token_latency_seconds'],
    ['gpu_cache_usage_perc', 'num_requests_waiting_by_reason'],
  ],
])('the names follow the version of %s', async (image, there, missing) => {
  const own = await startServer({ image });
  try {
    const names = families(await own.metrics());
    for (const name of there) expect(names).toContain(`vllm:${name}`);
    for (const name of missing) expect(names).not.toContain(`vllm:${name}`);
  } finally {
    own.stop();
  }
});

test('a renamed metric is not on the page', async () => {
  const faults = new TestFaults();
  const own = await startServer({ faults });
  try {
    faults.add('metric-renamed', { metric: 'vllm:num_requests_waiting' });
    const names = families(await own.metrics());
    expect(names).not.toContain('vllm:num_requests_waiting');
    expect(names).toEqual(expect.arrayContaining(['vllm:num_requests_running', 'vllm:num_requests_waiting_by_reason']));
    faults.add('metric-renamed', { metric: 'vllm:prompt_tokens_total' });
    expect(await own.metrics()).not.toContain('vllm:prompt_tokens_total');
  } finally {
    own.stop();
  }
});

test('--disable-log-stats leaves no family of the engine', async () => {
  const server = await startServer({ args: [...COMMAND, '--disable-log-stats'] });
  await server.complete({ prompt: 'x' });
  const page = await server.metrics();
  expect(page).not.toContain('vllm:');
  expect(page).toContain('http_requests_total');
  expect(page).toContain('process_resident_memory_bytes');
  server.stop();
});
