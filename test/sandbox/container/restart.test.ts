import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MINUTE, openCloud, PROJECT } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, PARENT, STANDARD, TPU_POOL } from './gke.ts';

const POOL = `${CLUSTER}/nodePools/${TPU_POOL.name}`;

function journal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal');
}

test('an operation in progress ends at its original time', async () => {
  const file = journal();
  const before = await openCloud({ journal: file });
  const { body: operation } = await before.call('POST', `${PARENT}/clusters`, { cluster: STANDARD });
  before.pass(5 * MINUTE);
  await before.close();

  const after = await openCloud({ journal: file, start: 0 });
  after.pass(3 * MINUTE - 1_000);
  expect((await after.call('GET', `${PARENT}/operations/${operation.name}`)).body.status).toBe('RUNNING');
  after.pass(1_000);
  expect((await after.call('GET', `${PARENT}/operations/${operation.name}`)).body.status).toBe('DONE');
  expect((await after.call('GET', CLUSTER)).body).toMatchObject({ status: 'RUNNING', endpoint: '127.0.0.1:6443' });
});

test('a booting machine finishes at its original time', async () => {
  const file = journal();
  const before = await cloudWithCluster({ journal: file });
  await finished(before, await before.call('POST', `${CLUSTER}/nodePools`, { nodePool: TPU_POOL }), 2 * MINUTE);
  await before.close();

  const after = await openCloud({ journal: file, start: 0 });
  const cloud = after.container.cloudOf(after.container.inventory.requireCluster(PROJECT, 'us-east5', 'vllm-tpu'));
  const changes: number[] = [];
  cloud.subscribe(() => changes.push(after.world.clock.now()));
  const [machine] = cloud.instances().filter(({ pool }) => pool === 'tpunodepool');
  expect(machine!.state).toBe('PROVISIONING');
  after.pass(3 * MINUTE);
  expect(changes).toContain(machine!.runningAt);
});

test('the API listens on the same port', async () => {
  const file = journal();
  const before = await openCloud({ journal: file });
  await before.close();
  const after = await openCloud({ journal: file });
  expect(after.url).toBe(before.url);
});

test('a pool without capacity gets its machines when capacity returns', async () => {
  const file = journal();
  const before = await cloudWithCluster({ journal: file, faults: { 'tpu-stockout': {} } });
  await finished(before, await before.call('POST', `${CLUSTER}/nodePools`, { nodePool: TPU_POOL }), 30 * MINUTE);
  expect((await before.call('GET', POOL)).body).toMatchObject({ status: 'ERROR' });
  await before.close();
  const cloud = await openCloud({ journal: file });
  expect((await cloud.call('GET', POOL)).body).toMatchObject({ status: 'ERROR' });
  await cloud.call('DELETE', '/_sandbox/faults');
  cloud.pass(10 * MINUTE);
  expect((await cloud.call('GET', POOL)).body).toMatchObject({ status: 'RUNNING' });
});
