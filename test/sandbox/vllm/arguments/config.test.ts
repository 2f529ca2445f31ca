import { expect, test } from 'vitest';
import { ConfigError, pageSize, type VllmConfig } from '../../../../sandbox/vllm/arguments/config.ts';
import { VllmVersion, versionOfImage } from '../../../../sandbox/vllm/profiles/versions.ts';
import { COMMAND } from '../container.ts';
import { configured, NODE } from './given.ts';

function resolve(version: string, extra: readonly string[] = [], node = NODE): VllmConfig {
  return configured([...COMMAND, ...extra], version, node);
}

function refusal(extra: readonly string[], node = NODE, version = '0.27.0'): ConfigError {
  try {
    resolve(version, extra, node);
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
  ['arguments', ['--tensor-parallel-size=3'], /attention heads \(64\) must be divisible by tensor parallel size \(3\)/],
  ['devices', ['--data-parallel-size=2'], /Number of devices 8 must be >= the product of mesh_shape \(2, 8\)/],
  // 10 KV heads on 8 chips: tpu_inference/utils.py, get_padded_num_heads.
  ['weights', ['--model=microsoft/phi-4'], /^AssertionError$/],
  ['weights', ['--model=meta-llama/Llama-3.1-405B'], /attempting to allocate 94\.\d\dG.* 31.25G of HBM/],
  ['kvCache', ['--gpu-memory-utilization=0.53'], /To serve at least one request/],
  ['kvCache', ['--gpu-memory-utilization=0.5'], /No available memory for the cache blocks/],
] as const)('what cannot run is noticed with the %s: %j', (where, extra, message) => {
  expect(refusal(extra)).toMatchObject({ where, message: expect.stringMatching(message) });
});

test.each([
  ['0.12.0', '--model=Qwen/Qwen3-8B-AWQ'],
  ['0.27.0', '--model=Qwen/Qwen3-8B-AWQ'],
  ['0.12.0', '-q fp8'],
  ['0.12.0', '-q tpu_int8'],
  ['0.12.0', '--dtype float16'],
  ['0.12.0', '--speculative-config {"model":"a/b"}'],
])('version %s accepts %s', (version, extra) => {
  expect(() => resolve(version, extra.split(' '))).not.toThrow();
});

test.each([
  ['0.8.3', '--model=Qwen/Qwen3-8B-AWQ', 'awq quantization is currently not supported in tpu.'],
  [
    '0.12.0',
    '--model=Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4 -tp 4',
    'gptq quantization is currently not supported in tpu.',
  ],
  [
    '0.27.0',
    '--model=Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4 -tp 4',
    'auto_gptq quantization is currently not supported in tpu.',
  ],
  ['0.12.0', '--quantization=bitsandbytes', 'bitsandbytes quantization is currently not supported in tpu.'],
  ['0.27.0', '-q tpu_int8', /^ValueError: Unknown quantization method: tpu_int8\. Must be one of \['awq'/],
  ['0.12.0', '-q int3', /^ValueError: Unknown quantization method: int3/],
  ['0.12.0', '--model=Qwen/Qwen3-8B-FP8 -q awq', /model config \(fp8\) does not match the .* argument \(awq\)/],
  [
    '0.12.0',
    '--model=Qwen/Qwen3-8B-AWQ --dtype float16',
    /torch\.float16 is not supported for quantization method awq/,
  ],
  ['0.8.3', '--speculative-config {"model":"a/b"}', 'TPU does not support speculative decoding'],
  ['0.8.3', '--num-scheduler-steps 8', /Multi-step scheduling is not supported/],
])('version %s refuses %s: %s', (version, extra, message) => {
  expect(refusal(extra.split(' '), NODE, version).message).toMatch(message);
});

test.each([
  ['Qwen/Qwen3-32B', 8, 65_524_246_528, 262_144],
  ['Qwen/Qwen3-30B-A3B', 8, 61_064_245_248, 196_608],
])('pads the KV heads of %s on %i chips to one a chip', (model, chips, weights, bytes) => {
  const { scheduler } = resolve('0.27.0', [`--model=${model}`, `-tp=${chips}`, '--max-model-len=4096']);
  const hbm = 33_550_237_696 * chips * 0.92;
  expect(scheduler.numBlocks).toBe(Math.floor((hbm - weights) / (256 * bytes)));
});

test('an fp8 cache holds twice the tokens', () => {
  const blocks = (dtype: string): number => resolve('0.27.0', [`--kv-cache-dtype=${dtype}`]).scheduler.numBlocks;
  expect(blocks('fp8') / blocks('auto')).toBeCloseTo(2, 2);
});

test.each([
  ['--dtype=bfloat16', 1],
  ['--dtype=float16', 1],
  ['--dtype=float32', 2],
  ['--quantization=fp8', 0.5],
])('with %s the weights take %f times the memory', (option, factor) => {
  const { model } = resolve('0.12.0', ['--model=Qwen/Qwen3-32B', option]);
  expect(model.weightBytes / 65_524_246_528).toBeCloseTo(factor, 2);
});

test('the length auto is the longest that fits', () => {
  const node = { machineType: 'ct6e-standard-1t', tpuChips: 1 };
  const words = (length: string): string[] => ['--model=Qwen/Qwen3-14B', '-tp=1', `--max-model-len=${length}`];
  expect(() => resolve('0.27.0', words('40960'), node)).toThrow(/To serve at least one request/);
  const { maxModelLen } = resolve('0.27.0', words('auto'), node);
  expect(maxModelLen).toBeGreaterThan(4096);
  expect(resolve('0.27.0', words(String(maxModelLen)), node).maxModelLen).toBe(maxModelLen);
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
