import { expect, test } from 'vitest';
import { ConfigError, pageSize, resolveConfig, type VllmConfig } from '../../../../sandbox/vllm/arguments/config.ts';
import { parseCommand } from '../../../../sandbox/vllm/arguments/parse.ts';
import { VllmVersion, versionOfImage } from '../../../../sandbox/vllm/profiles/versions.ts';
import { COMMAND } from '../container.ts';

const NODE = { machineType: 'ct6e-standard-8t', tpuChips: 8 };

function resolve(version: string, extra: readonly string[] = [], node = NODE): VllmConfig {
  return resolveConfig(parseCommand([...COMMAND, ...extra]).args, node, new VllmVersion(version));
}

function refusal(extra: readonly string[], node = NODE): ConfigError {
  try {
    resolve('0.27.0', extra, node);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('not refused');
}

// Blocks and tokens of the KV cache: worked out in the reference from the limits of the chips.
test.each([
  ['0.27.0', [], 1261, 322_816],
  ['0.12.0', [], 1197, 306_432],
  ['0.8.3', [], 18_621, 297_936],
  ['0.12.0', ['--gpu-memory-utilization=0.98', '--max-model-len=2048'], 2906, 371_968],
])('version %s with %j has %i blocks and %i tokens', (version, extra, blocks, tokens) => {
  const { scheduler } = resolve(version, extra);
  expect([scheduler.numBlocks, scheduler.numBlocks * scheduler.blockSize]).toEqual([blocks, tokens]);
});

test.each([
  [4096, 256],
  [2048, 128],
  [100, 16],
  [8192, 256],
  [8193, 16],
])('a model length of %i has pages of %i', (length, page) => {
  expect(pageSize(length, new VllmVersion('0.27.0'))).toBe(page);
});

test('pages were 16 tokens before May 2025', () => {
  expect(pageSize(4096, new VllmVersion('0.8.3'))).toBe(16);
});

test.each([
  ['weights', ['--tensor-parallel-size=4'], /RESOURCE_EXHAUSTED/],
  ['devices', ['--tensor-parallel-size=16'], /Number of devices 8/],
  ['arguments', ['--max-num-batched-tokens=64'], /max_num_batched_tokens \(64\)/],
  ['arguments', ['--max-model-len=200000'], /max_model_len \(200000\) is greater/],
  ['arguments', ['--model=nobody/nothing'], /not a valid model identifier/],
  ['kvCache', ['--gpu-memory-utilization=0.53'], /To serve at least one request/],
  ['kvCache', ['--gpu-memory-utilization=0.5'], /No available memory for the cache blocks/],
] as const)('what cannot run is noticed with the %s: %j', (where, extra, message) => {
  expect(refusal(extra)).toMatchObject({ where, message: expect.stringMatching(message) });
});

test('a node without TPUs has no devices', () => {
  expect(refusal([], { machineType: 'e2-standard-4', tpuChips: 0 }).where).toBe('devices');
});

test.each([
  ['vllm/vllm-tpu:v0.18.0', '0.18.0'],
  ['docker.io/vllm/vllm-tpu:v0.12.0@sha256:abc', '0.12.0'],
  ['vllm/vllm-tpu:latest', '0.27.0'],
  ['vllm/vllm-tpu', '0.27.0'],
  ['vllm/vllm-tpu:nightly-20260814-b8692ff-6adad08', '0.27.0'],
  ['vllm/vllm-tpu:73aa7041bfee43581314e6f34e9a657137ecc092', '0.8.3'],
  ['vllm/vllm-tpu:my-own', '0.12.0'],
])('the image %s holds vLLM %s', (image, version) => {
  expect(versionOfImage(image).text).toBe(version);
});
