import { expect, test } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import { exists } from '../../../lib/kubernetes/conditions.ts';
import { forDryRun } from '../../../lib/runner/dry-run.ts';
import { valuesOf, variablesRead } from '../../../lib/runner/variables-read.ts';
import { perform, run } from '../../../lib/step/actions.ts';
import { type Step, step } from '../../../lib/step/step.ts';
import { modelServer, preflight } from '../../../runbook/steps.ts';

const config = loadConfig({ environment: { VLLM_API_KEY: 'k'.repeat(32) }, target: 'sandbox', own: ['PROMPT'] });
const read = (own: Partial<Step>) =>
  variablesRead(
    step({ id: 'a', title: '', section: '', actions: () => [], done: () => [], ...own }),
    forDryRun(config),
  );
const NAMED = ['PROJECT_ID', 'CLUSTER_NAME', 'CONTROL_PLANE_LOCATION'];

test('a step reads the variables of its commands and those that name the cluster', async () => {
  expect(
    await read({ actions: ({ config: { KSA_NAME } }) => [run(kubectl`delete serviceaccount ${KSA_NAME}`)] }),
  ).toEqual([...NAMED, 'KSA_NAME']);
});

test('a step reads the variables of its conditions, of its undo, and those of its own runbook', async () => {
  const done: Step['done'] = ({ config: { NAMESPACE } }) => [exists({ resource: 'namespace', name: NAMESPACE })];
  expect(await read({ done })).toEqual([...NAMED, 'NAMESPACE']);
  expect(
    await read({ undo: { here: ({ config: { MODEL } }) => perform(MODEL, undefined, async () => undefined) } }),
  ).toEqual(['MODEL']);
  expect(
    await read({ actions: ({ config: { own } }) => perform(`${own.PROMPT}`, undefined, async () => undefined) }),
  ).toEqual(['PROMPT']);
});

test('a step’s work is not done to find out what it reads', async () => {
  const act = async (): Promise<never> => expect.fail('it was performed');
  expect(await read({ actions: () => perform('act', undefined, act) })).toEqual([]);
});

test('the model server reads the model, and the preflight what it checks', async () => {
  expect(await variablesRead(modelServer, forDryRun(config))).toEqual(expect.arrayContaining(['MODEL', 'VLLM_IMAGE']));
  expect(await variablesRead(preflight, forDryRun(config))).toEqual(expect.arrayContaining(['HF_TOKEN', 'GSBUCKET']));
});

test('a secret is shown as set or unset only', () => {
  const values = valuesOf(['MODEL', 'VLLM_API_KEY', 'LEARNER'], config);
  expect(values).toEqual(['MODEL=meta-llama/Llama-3.1-70B', 'VLLM_API_KEY (set)', 'LEARNER (unset)']);
});
