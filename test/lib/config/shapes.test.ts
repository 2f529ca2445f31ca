import { expect, test } from 'vitest';
import { compareVersions, fitOf, fits, loadConfig, type MachineType, machinesFor } from '../../../lib/config/index.ts';

const refusal = (environment: Record<string, string>): string => {
  try {
    loadConfig({ environment, target: 'sandbox' });
    return '';
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    return (error as { evidence: string[] }).evidence.join('\n');
  }
};

test.each([
  ['meta-llama/Llama-3.1-70B', ['ct6e-standard-8t']],
  [
    'meta-llama/Llama-3.1-8B',
    ['ct6e-standard-1t', 'ct5lp-hightpu-4t', 'ct6e-standard-4t', 'ct5lp-hightpu-8t', 'ct6e-standard-8t'],
  ],
] as const)('%s fits on %j', (model, machines) => {
  expect(machinesFor({ MODEL: model })).toEqual(machines);
});

test('an unknown model may or may not fit', () => {
  expect(fits({ MODEL: 'someone/model' }, 'ct6e-standard-1t')).toBeUndefined();
});

test.each([
  ['meta-llama/Llama-3.1-405B', []],
  ['google/gemma-3-27b-it', ['ct6e-standard-4t', 'ct5lp-hightpu-8t', 'ct6e-standard-8t']],
  ['Qwen/Qwen3-30B-A3B', ['ct6e-standard-4t', 'ct5lp-hightpu-8t', 'ct6e-standard-8t']],
  // 14 attention heads: on one chip only.
  ['Qwen/Qwen2.5-0.5B', ['ct5lp-hightpu-1t', 'ct6e-standard-1t']],
  // 10 key-value heads: not on 4 or 8 chips, and one chip is too small.
  ['microsoft/phi-4', []],
  // 28 attention heads: not on 8 chips.
  ['Qwen/Qwen2.5-7B', ['ct6e-standard-1t', 'ct5lp-hightpu-4t', 'ct6e-standard-4t']],
  ['mistralai/Mixtral-8x7B-v0.1', ['ct6e-standard-4t', 'ct5lp-hightpu-8t', 'ct6e-standard-8t']],
  ['mistralai/Mixtral-8x22B-v0.1', []],
  ['someone/Llama-3.1-405B-AWQ-INT4', ['ct6e-standard-8t']],
] as const)('%s fits on %j, by its shape or the number in its name', (model, machines) => {
  expect(machinesFor({ MODEL: model })).toEqual(machines);
});

test.each(['someone/B2B-model', 'someone/v3.1B4', 'someone/gpt2', 'mistralai/Mistral-v1'])(
  'the name %s says nothing of a size',
  (MODEL) => {
    expect(fits({ MODEL }, 'ct6e-standard-1t')).toBeUndefined();
  },
);

test.each([
  [{ MODEL: 'someone/model', WEIGHTS_GIB: 140 }, 'ct6e-standard-8t', true],
  [{ MODEL: 'someone/model', WEIGHTS_GIB: 140 }, 'ct6e-standard-4t', false],
  [{ MODEL: 'someone/model-405B', WEIGHTS_GIB: 20 }, 'ct6e-standard-1t', true],
] as const)('WEIGHTS_GIB decides for %j on %s: %s', (model, machineType, expected) => {
  expect(fits(model, machineType)).toBe(expected);
});

// The sandbox's server works the same out from its own tables: test/sandbox/vllm/arguments/config.test.ts.
test.each([
  ['meta-llama/Llama-3.1-70B', 'ct6e-standard-8t', 306_000, 131_072],
  ['Qwen/Qwen3-32B', 'ct6e-standard-8t', 671_000, 40_960],
  ['Qwen/Qwen2.5-7B-Instruct', 'ct6e-standard-4t', 1_840_000, 32_768],
] as const)('%s on %s leaves room for some %i tokens, %i in one sequence', (MODEL, machineType, tokens, longest) => {
  const { cache } = fitOf({ MODEL }, machineType as MachineType)!;
  expect(cache!.tokens / tokens).toBeCloseTo(1, 1);
  expect(cache!.longest).toBe(longest);
});

test('a model whose heads cannot be split is refused with machines that can', () => {
  expect(refusal({ MODEL: 'Qwen/Qwen2.5-7B-Instruct' })).toMatch(
    /a machine that fits \(28 attention heads cannot be split over 8 chips\): ct6e-standard-1t, ct6e-standard-4t$/,
  );
});

test('a model that is too large for any single host is refused', () => {
  expect(refusal({ MODEL: 'meta-llama/Llama-3.1-405B' })).toMatch(/405B.*no single TPU host/);
});

test('a model that is too large for the machine is refused, with machines that fit', () => {
  expect(refusal({ MACHINE_TYPE: 'ct6e-standard-4t' })).toMatch(
    /^MODEL=meta-llama\/Llama-3.1-70B and MACHINE_TYPE=ct6e-standard-4t: expected .*131\.4 GiB .*: ct6e-standard-8t$/,
  );
});

test.each([
  ['ct5lp-hightpu-1t', 'ct5lp-hightpu-4t, ct5lp-hightpu-8t'],
  ['ct6e-standard-1t', undefined],
])('8B is refused on %s in favour of machines of the same generation: %s', (MACHINE_TYPE, machines) => {
  const said = refusal({ MODEL: 'meta-llama/Llama-3.1-8B', MACHINE_TYPE });
  expect(said.split(': ').at(-1)).toBe(machines ?? '');
});

test('a model that no machine of the generation holds is refused with the machines of another', () => {
  expect(refusal({ MACHINE_TYPE: 'ct5lp-hightpu-8t' })).toMatch(/131\.4 GiB .*: ct6e-standard-8t$/);
});

test.each([
  ['a version without TPU Trillium', { CLUSTER_VERSION: '1.30.5-gke.1014000' }, '1.31.2-gke.1115000 or later'],
  [
    'a version with TPU Trillium only in Standard clusters',
    { CLUSTER_VERSION: '1.31.13-gke.1008000', CLUSTER_MODE: 'autopilot' },
    '1.32.3-gke.1927000 or later',
  ],
  [
    'a version older than TPU v5e',
    { CLUSTER_VERSION: '1.26.5-gke.1200', MACHINE_TYPE: 'ct5lp-hightpu-8t', MODEL: 'meta-llama/Llama-3.1-8B' },
    '1.27.2-gke.2100 or later, the first version with TPU v5e',
  ],
  ['Autopilot in a zone', { CLUSTER_MODE: 'autopilot', CONTROL_PLANE_LOCATION: 'us-east5-b' }, 'a region'],
  ['spot machines on Autopilot', { CLUSTER_MODE: 'autopilot', PROVISIONING: 'spot' }, 'on-demand'],
  ['a zone of another region', { ZONES: 'us-east5-a,us-central1-a' }, 'every zone to lie in the region'],
  ['an unknown way of provisioning', { PROVISIONING: 'free' }, 'one of on-demand, spot'],
])('%s is refused before any request', (_, environment, expected) => {
  expect(refusal(environment)).toContain(expected);
});

test('the zones to try are ZONE and the other zones of ZONES', () => {
  expect(loadConfig({ environment: {}, target: 'sandbox' }).ZONES).toEqual(['us-east5-b']);
  const more = loadConfig({ environment: { ZONES: 'us-east5-a,us-east5-b,us-east5-a' }, target: 'sandbox' });
  expect(more.ZONES).toEqual(['us-east5-a', 'us-east5-b']);
});

test.each([
  ['1.33', '1.31.2-gke.1115000', 1],
  ['1.31', '1.31.2-gke.1115000', 0],
  ['1.31.13-gke.1', '1.31.2-gke.1115000', 1],
  ['1.31.2-gke.1000000', '1.31.2-gke.1115000', -1],
] as const)('%s compared with %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
