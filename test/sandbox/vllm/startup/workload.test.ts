import { expect, test } from 'vitest';
import type { FaultName } from '../../../../sandbox/data/names.ts';
import { COMMAND, ManualClock, MINUTE, start, TestBucket, TestFaults } from '../container.ts';
import { ownAddress } from '../own-address.ts';
import { CACHE, count, minutes, readyAt, SHARDS, texts } from './log.ts';

test('a cold start downloads, compiles, fills the bucket, and says so in the order of the real log', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const started = start({ clock, mount: bucket, address: ownAddress(31) });
  clock.pass(60 * MINUTE);
  const log = texts(started);
  const order = [
    /vLLM server version 0\.27\.0, serving model meta-llama\/Llama-3\.1-70B/,
    /non-default args: \{.*'max_num_seqs': 128\}/,
    /Resolved architecture: LlamaForCausalLM/,
    /Using max model len 4096/,
    /Chunked prefill is enabled with max_num_batched_tokens=512\./,
    /Initializing a V1 LLM engine/,
    /Prepared token paddings: \[16, 32, 64, 128, 256, 512\]/,
    /Prepared request paddings: \[8, 16, 32, 64, 128\]/,
    /Enabling JAX compile cache\./,
    /Init worker \| rank=0/,
    /Downloading weights from HF meta-llama\/Llama-3\.1-70B/,
    /Loading weights from \/data\/.*model-00001-of-00030\.safetensors/,
    /Loading weights from \/data\/.*model-00030-of-00030\.safetensors/,
    /Init model \| hbm=\[\(16\.43, 31\.25\)/,
    /Memory statistics \| .*total_hbm_avail_gb=98\.55GiB/,
    /GPU KV cache size: 322,816 tokens, Maximum concurrency for 4,096 tokens per request: 78\.81x/,
    /Precompile all the subgraphs/,
    /Precompile worker0 backbone --> \{'num_tokens': 16\}/,
    /Compilation of backbone finished in \d+\.\d\d \[secs\]\./,
    /init engine \(profile, create kv cache, warmup model\) took 300\.00 seconds/,
    /Starting vLLM server on http:\/\/0\.0\.0\.0:8000/,
    /Route: \/v1\/completions, Methods: POST/,
    /INFO: {5}Started server process \[1\]/,
    /INFO: {5}Waiting for application startup\./,
    /INFO: {5}Application startup complete\./,
  ];
  const places = order.map((pattern) => log.findIndex((line) => pattern.test(line)));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(log.some((line) => line.includes('Uvicorn running'))).toBe(false);
  expect(count(bucket, SHARDS)).toBe(30);
  expect(count(bucket, CACHE)).toBe(26);
  expect(started.running.listens(8000)).toBe(true);
  started.running.stop();
});

test('every line has the format of vLLM, with the time at which it was written', () => {
  const clock = new ManualClock();
  const started = start({ clock, mount: new TestBucket(clock) });
  clock.pass(MINUTE);
  started.running.stop();
  for (const { time, text } of started.lines) {
    const stamp = new Date(time).toISOString();
    expect(text).toMatch(
      /^\((APIServer pid=1|EngineCore pid=\d+)\) (INFO|WARNING) \d\d-\d\d \d\d:\d\d:\d\d \[[\w.]+:\d+\] /,
    );
    expect(text).toContain(` ${stamp.slice(5, 10)} ${stamp.slice(11, 19)} [`);
  }
});

test('weights in the bucket and a full XLA cache make the next start shorter', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const cold = minutes(bucket, clock);
  const warm = minutes(bucket, clock);
  expect(cold - warm).toBeCloseTo(18 - 7 + (5 - 2), 5);
});

test('an interrupted download resumes', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const first = start({ clock, mount: bucket });
  clock.pass(9 * MINUTE);
  first.running.stop();
  const half = count(bucket, SHARDS);
  expect(half).toBeGreaterThan(10);
  expect(half).toBeLessThan(25);
  const cold = minutes(new TestBucket(clock), clock);
  expect(minutes(bucket, clock)).toBeLessThan(cold - 3);
  expect(count(bucket, SHARDS)).toBe(30);
});

test.each<[string, { env?: Record<string, string>; fault?: FaultName }, string, string]>([
  ['no token', { env: {} }, '401', 'Please log in.'],
  ['a token that is none', { env: { HF_TOKEN: 'abc' } }, '401', 'Please log in.'],
  ['a refused token', { fault: 'hf-token-invalid' }, '401', 'Please log in.'],
  ['a licence that was not accepted', { fault: 'hf-license' }, '403', 'you are not in the authorized list'],
])('%s ends the process with the traceback of a gated repo', (_, { env, fault }, status, access) => {
  const clock = new ManualClock();
  const faults = new TestFaults();
  if (fault) faults.add(fault);
  const started = start({ clock, faults, ...(env && { env }) });
  clock.pass(MINUTE);
  expect(started.exits).toMatchObject([{ code: 1, reason: 'Error' }]);
  const log = texts(started).join('\n');
  expect(log).toContain('OSError: You are trying to access a gated repo.');
  expect(log).toContain(`${status} Client Error. (Request ID: Root=`);
  expect(log).toContain(access);
  expect(started.running.listens(8000)).toBe(false);
});

test('a Hub that does not answer in time is tried five times, and then ends the process', () => {
  const clock = new ManualClock();
  const faults = new TestFaults();
  faults.add('hub-timeout');
  const started = start({ clock, faults });
  clock.pass(MINUTE);
  expect(started.exits).toMatchObject([{ code: 1, reason: 'Error' }]);
  const log = texts(started);
  expect(log.filter((line) => line.includes('[Retry '))).toHaveLength(5);
  expect(log.at(-1)).toContain(
    "requests.exceptions.ReadTimeout: (ReadTimeoutError(\"HTTPSConnectionPool(host='huggingface.co'",
  );
});

test('the token is never in the log', () => {
  const clock = new ManualClock();
  const started = start({
    clock,
    env: { HF_TOKEN: 'hf_veryverysecret', VLLM_API_KEY: 'keykeykey' },
    args: [...COMMAND, '--api-key=otherkey'],
  });
  clock.pass(60 * MINUTE);
  started.running.stop();
  expect(texts(started).join('\n')).not.toMatch(/veryverysecret|keykeykey|otherkey/);
});

test('the torch_xla image of 2025 writes its own lines', () => {
  const clock = new ManualClock();
  const image = 'vllm/vllm-tpu:73aa7041bfee43581314e6f34e9a657137ecc092';
  const bucket = new TestBucket(clock);
  const started = start({ clock, mount: bucket, image, address: ownAddress(31) });
  clock.pass(60 * MINUTE);
  started.running.stop();
  const log = texts(started).join('\n');
  expect(log).toContain('Compiling the model with different input shapes.');
  expect(log).toContain('  -- num_tokens: 16');
  expect(log).toContain('Starting vLLM API server on http://0.0.0.0:8000');
  expect(log).toContain('GPU KV cache size: 297,936 tokens');
  expect(log).not.toContain('(APIServer');
  expect([...bucket.files.keys()].some((path) => path.startsWith('tp8_rank0/'))).toBe(true);
});

test('Kubernetes’ service variables cause a warning', () => {
  const clock = new ManualClock();
  const env = { HF_TOKEN: 'hf_test', VLLM_SERVICE_PORT: '8000', VLLM_XLA_CACHE_PATH: '/data' };
  const started = start({ clock, env });
  clock.pass(MINUTE);
  started.running.stop();
  const warnings = texts(started).filter((line) => line.includes('Unknown vLLM environment variable'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('VLLM_SERVICE_PORT');
});

test("with Run:ai's streamer the weights in the bucket are read at its pace, and it says so", () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const first = start({ clock, mount: bucket, address: ownAddress(31) });
  clock.pass(60 * MINUTE);
  first.running.stop();
  const took = (image: string): { minutes: number; log: string } => {
    const began = clock.now();
    const args = [...COMMAND, '--load-format=runai_streamer'];
    const started = start({ clock, mount: bucket, address: ownAddress(31), args, image });
    clock.pass(60 * MINUTE);
    started.running.stop();
    return { minutes: (readyAt(started)! - began) / MINUTE, log: texts(started).join('\n') };
  };
  const streamed = took('vllm/vllm-tpu:v0.18.0');
  const ignored = took('vllm/vllm-tpu:v0.17.0');
  expect(ignored.minutes - streamed.minutes).toBeCloseTo(4, 1);
  expect(streamed.log).toMatch(/\[RunAI Streamer\] Overall time to stream 131\.4 GiB of all files to cpu: 180\.00s/);
  expect(ignored.log).not.toContain('RunAI');
});
