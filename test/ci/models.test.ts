import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MODELS } from '../../lib/config/models.ts';
import { MAX_MODEL_LEN, MAX_NUM_SEQS } from '../../runbook/tutorial/names.ts';
import { modelNames, modelProfile } from '../../sandbox/vllm/profiles/models.ts';

test('the check of the model and the sandbox know the same models', () => {
  expect(Object.keys(MODELS).sort()).toEqual([...modelNames()].sort());
});

test.each(Object.entries(MODELS))('%s has the same shape on both sides', (name, [weightsGib, ...shape]) => {
  const model = modelProfile(name)!;
  expect(model.weightBytes / 2 ** 30).toBeCloseTo(weightsGib, 1);
  const { layers, kvLayers = layers, heads, kvHeads, headDim, maxPositions } = model;
  expect(shape).toEqual([kvLayers, heads, kvHeads, headDim, maxPositions]);
});

test("the numbers of the preflight are the manifest's arguments", () => {
  const manifest = readFileSync(new URL('../../manifests/vllm-llama3-70b.yaml', import.meta.url), 'utf8');
  expect(manifest).toContain(`--max-model-len=${MAX_MODEL_LEN}\n`);
  expect(manifest).toContain(`--max-num-seqs=${MAX_NUM_SEQS}\n`);
});
