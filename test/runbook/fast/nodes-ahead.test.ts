import { expect, test } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { forDryRun } from '../../../lib/runner/dry-run.ts';
import { dryRun } from '../../../lib/runner/runner.ts';
import { commandNaming } from '../../../lib/session/session.ts';
import { nodesAhead } from '../../../runbook/fast/nodes-ahead.ts';

async function commandsWith(variables: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const config = forDryRun(loadConfig({ environment: { NODES_AHEAD: 'on', ...variables }, target: 'sandbox' }));
  const lines: string[] = [];
  const write = (entry: { kind: string; line?: string }) => void (entry.line !== undefined && lines.push(entry.line));
  await dryRun(nodesAhead.actions({ config }), { complete: commandNaming(config), config, log: { write } as never });
  return lines;
}

test('requests the nodes of all replicas, without spare nodes', async () => {
  const [resize, ...more] = await commandsWith({ MAX_REPLICAS: '3', SPARE_NODES: '1' });
  expect(resize).toContain('gcloud container clusters resize vllm-tpu --node-pool=tpunodepool --num-nodes=3 ');
  expect(more).toEqual([]);
});

test.each<Record<string, string>>([
  { NODES_AHEAD: 'off' },
  { MAX_REPLICAS: '1' },
  { PROVISIONING: 'flex-start' },
  { CLUSTER_MODE: 'autopilot' },
])('requests nothing with %j', async (variables) => {
  expect(await commandsWith(variables)).toEqual([]);
});
