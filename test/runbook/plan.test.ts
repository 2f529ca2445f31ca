import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/index.ts';
import { plain } from '../../lib/log/format.ts';
import { forDryRun } from '../../lib/runner/dry-run.ts';
import type { StepState } from '../../lib/runner/state.ts';
import { costPerHour } from '../../runbook/cost/prices.ts';
import { estimate } from '../../runbook/plan/estimate.ts';
import { formatPlan } from '../../runbook/plan/format.ts';
import { MINUTES } from '../../runbook/plan/minutes.ts';
import { plan } from '../../runbook/plan/plan.ts';
import { fastSteps, steps } from '../../runbook/steps.ts';

const configOf = (environment: Record<string, string>) => forDryRun(loadConfig({ environment, target: 'sandbox' }));

const nothing: readonly StepState[] = steps.map((step) => ({
  step,
  would: step.readOnly ? 'look' : 'create',
  missing: [],
}));

/** The cluster and the bucket exist, the token differs, the rest is missing. */
const half: readonly StepState[] = nothing.map((state) => {
  if (['01-cluster', '02-credentials', '04-bucket'].includes(state.step.id)) return { ...state, would: 'leave' };
  const missing = ['secret/hf-secret has a different hf_api_token'];
  return state.step.id === '03-secret' ? { ...state, would: 'change', missing } : state;
});

describe('the plan', () => {
  it.each([
    ['nothing', nothing, {}],
    ['half', half, { PROVISIONING: 'spot' }],
    ['unknown-price', nothing, { PROVISIONING: 'spot', ZONE: 'us-west1-c', CONTROL_PLANE_LOCATION: 'us-west1' }],
  ] as const)('of a project with %s prints its golden text', async (name, states, environment) => {
    const text = formatPlan(await plan(states, configOf(environment)), plain);
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/plan/${name}.txt`);
  });

  it('of a run with --fast prints its golden text', async () => {
    const states = fastSteps.map(
      (step): StepState => ({ step, would: step.readOnly ? 'look' : 'create', missing: [] }),
    );
    const text = formatPlan(await plan(states, configOf({}), 'fast'), plain);
    await expect(`${text}\n`).toMatchFileSnapshot('golden/plan/fast.txt');
  });

  it('never shows the Hugging Face token', async () => {
    const text = formatPlan(await plan(nothing, configOf({ HF_TOKEN: 'hf_thisMustNeverBeShown' })), plain);
    expect(text).not.toContain('hf_thisMustNeverBeShown');
  });
});

describe('the estimate', () => {
  it('counts the TPU nodes that are billed during a step', () => {
    const config = configOf({});
    const { tpuNode, base } = costPerHour(config);
    const { minutes, cost } = estimate(['13-scale-out'], config);
    expect(cost.low).toBeCloseTo((minutes.low / 60) * (base + 2 * tpuNode));
  });

  it('has no time for a node pool on Autopilot', () => {
    const [standard, autopilot] = ['standard', 'autopilot'].map((mode) =>
      estimate(['01-cluster'], configOf({ CLUSTER_MODE: mode })),
    );
    expect(autopilot!.minutes.high).toBeLessThan(standard!.minutes.high);
  });

  it('of the model server follows the bytes and the layers of the model, and leaves the rest as it is', () => {
    const minutes = (step: string, MODEL: string): number => estimate([step], configOf({ MODEL })).minutes.high;
    const [small, measured] = ['meta-llama/Llama-3.1-8B', 'meta-llama/Llama-3.1-70B'];
    // 15 of 131 GiB, 32 of 80 layers.
    expect(minutes('06-model-server', small!) / minutes('06-model-server', measured!)).toBeCloseTo(
      0.05 + 0.085 + 0.08,
      2,
    );
    expect(minutes('01-cluster', small!)).toBe(minutes('01-cluster', measured!));
  });

  it('of another model is said to be scaled, with its size', async () => {
    const text = async (environment: Record<string, string>) =>
      formatPlan(await plan(nothing, configOf(environment)), plain);
    expect(await text({ MODEL: 'google/gemma-3-27b-it' })).toMatch(/gemma-3-27b-it \(5\d GiB, 62 layers\) .* scaled/);
    expect(await text({ MODEL: 'own/Other-9B' })).toMatch(/own\/Other-9B \(17 GiB, layers unknown\)/);
    expect(await text({ MODEL: 'own/other', WEIGHTS_GIB: '40' })).toMatch(/own\/other \(40 GiB, layers unknown\)/);
    expect(await text({})).not.toContain('scaled');
  });

  it('names an existing step and a source for each figure', () => {
    for (const { step, source, low, high } of MINUTES) {
      expect([...steps, ...fastSteps].map(({ id }) => id)).toContain(step);
      expect(source).not.toBe('');
      expect(low).toBeLessThanOrEqual(high);
    }
  });
});

const V5E = {
  MODEL: 'meta-llama/Llama-3.1-8B-Instruct',
  MACHINE_TYPE: 'ct5lp-hightpu-8t',
  ZONE: 'us-west4-a',
  CONTROL_PLANE_LOCATION: 'us-west4',
};

describe('the price of a TPU node', () => {
  it.each([
    [{}, 21.6, true],
    [{ PROVISIONING: 'spot' }, 11.2264, true],
    [{ PROVISIONING: 'flex-start' }, 10.8, true],
    [{ PROVISIONING: 'reservation:mine' }, 21.6, false],
    [V5E, 9.6, true],
    [{ ...V5E, MACHINE_TYPE: 'ct5lp-hightpu-4t', PROVISIONING: 'spot' }, 1.92, true],
    [{ ...V5E, PROVISIONING: 'flex-start' }, 9.6, false],
    [{ ...V5E, ZONE: 'us-south1-a', CONTROL_PLANE_LOCATION: 'us-south1' }, 11.328, true],
    [{ ZONE: 'europe-west4-a', CONTROL_PLANE_LOCATION: 'europe-west4' }, 23.76, true],
    [{ ZONE: 'asia-northeast1-b', CONTROL_PLANE_LOCATION: 'asia-northeast1' }, 23.76, false],
  ] as const)('with %j is $%d an hour; known: %s', (environment, tpuNode, known) => {
    const cost = costPerHour(configOf(environment));
    expect(cost.tpuNode).toBeCloseTo(tpuNode, 4);
    expect(cost.known).toBe(known);
  });
});
