import { expect, test } from 'vitest';
import { machineTypes } from '../../../../sandbox/core/machine-types.ts';
import { stepTime, tokenPaddings } from '../../../../sandbox/vllm/engine/step-time.ts';
import { roofline, stepCosts } from '../../../../sandbox/vllm/profiles/costs.ts';
import { profile } from '../../../../sandbox/vllm/profiles/data.ts';
import { modelProfile } from '../../../../sandbox/vllm/profiles/models.ts';
import { machineProfile } from '../../../../sandbox/vllm/profiles/profiles.ts';

const model = modelProfile('meta-llama/Llama-3.1-70B')!;
const machine = machineProfile('ct6e-standard-8t')!;

test('shapes are compiled for powers of two up to the budget', () => {
  expect(tokenPaddings(512)).toEqual([16, 32, 64, 128, 256, 512]);
  expect(tokenPaddings(128, 8)).toEqual([8, 16, 32, 64, 128]);
});

test('the roofline of 70B on v6e-8 is what the weights, the cache and the products take', () => {
  const limit = roofline(model, machine, 8);
  expect(limit.fixed).toBeCloseTo(10.76, 2);
  expect(limit.perContextToken * 1e6).toBeCloseTo(25, 1);
  expect(limit.perToken * 512).toBeCloseTo(9.84, 2);
});

// reference: model ms for b sequences at a context of 1,500 tokens.
test.each([
  [1, 15.3],
  [8, 15.9],
  [16, 16.6],
  [32, 18.7],
  [64, 22.8],
  [128, 31.1],
])('a decode step of %i sequences takes %d ms', (sequences, expected) => {
  const time = stepTime(stepCosts(model, machine, 8), roofline(model, machine, 8), 512);
  expect(time(sequences, sequences * 1500)).toBeCloseTo(expected, 1);
});

test('no step of any model on any machine beats the roofline', () => {
  for (const [name, candidate] of Object.entries(profile<Record<string, typeof model>>('models'))) {
    for (const type of machineTypes.keys()) {
      const host = machineProfile(type);
      if (host === undefined) continue;
      const limit = roofline(candidate, host, host.chips);
      const time = stepTime(stepCosts(candidate, host, host.chips), limit, 2048);
      for (const tokens of [1, 15, 16, 17, 128, 500, 512, 2048]) {
        for (const context of [0, 1500, 200_000, 2_000_000]) {
          const least = Math.max(limit.fixed + limit.perContextToken * context, limit.perToken * tokens);
          expect(time(tokens, context), `${name} on ${type}`).toBeGreaterThanOrEqual(least);
        }
      }
    }
  }
});

test('the roofline holds even where the fitted costs would be below it', () => {
  const time = stepTime(
    { fixed: 1, perToken: 0, perContextToken: 0 },
    { fixed: 10, perToken: 1, perContextToken: 0.5 },
    512,
  );
  expect(time(4, 20)).toBe(20);
  expect(time(300, 0)).toBe(300);
});
