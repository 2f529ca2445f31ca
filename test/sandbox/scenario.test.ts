import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../sandbox/scenario.ts';
import { MINUTE, openCloud } from './cloud.ts';
import { CLUSTER, finished, PARENT, STANDARD, TPU_POOL } from './container/gke.ts';

function scenario(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, text);
  return file;
}

test('a scenario’s faults are on from the start with their parameters and can be cleared', async () => {
  const file = scenario('durations: { clusterCreate: 1m }\nfaults:\n  tpu-stockout: { zone: us-east5-b }\n');
  const cloud = await openCloud(await loadScenario(file));
  await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, { cluster: STANDARD }), MINUTE);
  const pool = (name: string) => cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool: { ...TPU_POOL, name } });
  expect((await finished(cloud, await pool('first'), 4 * MINUTE)).statusMessage).toContain('[GCE_STOCKOUT]');
  await cloud.call('DELETE', '/_sandbox/faults/tpu-stockout');
  expect((await finished(cloud, await pool('second'), 4 * MINUTE)).statusMessage).toBeUndefined();
});

test('without a file nothing is changed', async () => {
  expect(await loadScenario(undefined)).toEqual({});
  expect(await loadScenario('')).toEqual({});
});

test('an unknown key of a scenario is refused by name', async () => {
  await expect(loadScenario(scenario('fault: {}\n'))).rejects.toThrow('Unknown key fault in ');
});

test('an unknown fault fails the start', async () => {
  await expect(openCloud(await loadScenario(scenario('faults: { nonsense: {} }\n')))).rejects.toMatchObject({
    code: 'UNKNOWN_FAULT',
  });
});

test('models are given by the fields of their config.json', async () => {
  const facts =
    '{ hidden_size: 64, intermediate_size: 128, num_hidden_layers: 2, num_attention_heads: 4, vocab_size: 100, max_position_embeddings: 512 }';
  const { models } = await loadScenario(scenario(`models: { a/b: ${facts} }\n`));
  expect(models?.get('a/b')).toMatchObject({ layers: 2, headDim: 16, maxPositions: 512 });
  await expect(loadScenario(scenario('models: { a/b: {} }\n'))).rejects.toThrow('models: a/b lacks hidden_size');
});
