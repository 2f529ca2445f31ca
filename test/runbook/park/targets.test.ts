import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../lib/google/cluster-client.ts';
import { commandsForOthers, targetsOf, type Whose } from '../../../runbook/park/targets.ts';

const OURS = { 'managed-by': 'vllm-tpu-runbook' };
const mine: Whose = {
  CLUSTER: 'create',
  CLUSTER_NAME: 'vllm-tpu',
  CONTROL_PLANE_LOCATION: 'us-east5',
  LEARNER: undefined,
};
const tpu = (name: string, resourceLabels = {}) => ({
  name,
  config: { machineType: 'ct6e-standard-8t', resourceLabels },
});
const cpu = { name: 'default-pool', config: { machineType: 'e2-medium' } };
const cluster = (name: string, more: object = {}): Cluster =>
  ({
    name,
    location: 'us-east5',
    resourceLabels: OURS,
    nodePools: [cpu, tpu('tpunodepool', OURS)],
    ...more,
  }) as Cluster;
const named = (clusters: readonly Cluster[], config: Whose = mine, all = false): string[] =>
  targetsOf(clusters, config, all).map(({ cluster: of, pool }) => `${of}/${pool ?? ''}`);

describe('what stop-billing deletes', () => {
  it('is each TPU pool of the own cluster, and no CPU pool', () => {
    const own = cluster('vllm-tpu', { nodePools: [cpu, tpu('tpunodepool'), tpu('by-hand')] });
    expect(named([own])).toEqual(['vllm-tpu/tpunodepool', 'vllm-tpu/by-hand']);
  });

  it('is nothing of a cluster that this runbook did not create', () => {
    expect(named([cluster('vllm-tpu', { resourceLabels: {}, nodePools: [tpu('tpunodepool')] })])).toEqual([]);
  });

  it('is nothing of the same name elsewhere: it may be another person’s', () => {
    expect(named([cluster('vllm-tpu', { location: 'europe-west4' }), cluster('other')])).toEqual([]);
  });

  it('is only the labelled pool of this runbook in a shared cluster', () => {
    const pools = [tpu('tpunodepool', OURS), tpu('theirs'), tpu('labelled', OURS)];
    const shared = cluster('vllm-tpu', { nodePools: pools });
    expect(named([shared], { ...mine, CLUSTER: 'existing' })).toEqual(['vllm-tpu/tpunodepool']);
    const unlabelled = cluster('vllm-tpu', { nodePools: [tpu('tpunodepool')] });
    expect(named([unlabelled], { ...mine, CLUSTER: 'existing' })).toEqual([]);
  });

  it('is only the own pool of a learner, and no learner’s pool for the owner', () => {
    const pools = [
      tpu('tpunodepool-ana', { ...OURS, learner: 'ana' }),
      tpu('tpunodepool-bob', { ...OURS, learner: 'bob' }),
    ];
    const shared = cluster('vllm-tpu', { nodePools: pools });
    const ana = { ...mine, CLUSTER: 'existing', LEARNER: 'ana' } as const;
    expect(named([shared], ana)).toEqual(['vllm-tpu/tpunodepool-ana']);
    expect(named([shared], ana, true)).toEqual(['vllm-tpu/tpunodepool-ana']);
    expect(named([shared])).toEqual([]);
    expect(named([shared], mine, true)).toEqual(['vllm-tpu/tpunodepool-ana', 'vllm-tpu/tpunodepool-bob']);
  });

  it('is the whole cluster on Autopilot, if this runbook created it', () => {
    const autopilot = { autopilot: { enabled: true }, nodePools: [tpu('nap-1')] };
    expect(named([cluster('vllm-tpu', autopilot)])).toEqual(['vllm-tpu/']);
    expect(named([cluster('vllm-tpu', autopilot)], { ...mine, CLUSTER: 'existing' })).toEqual([]);
    expect(named([cluster('vllm-tpu', { ...autopilot, status: 'STOPPING' })])).toEqual([]);
  });

  it('is with --all everything with the label of this runbook', () => {
    const clusters = [cluster('vllm-tpu'), cluster('other', { location: 'us-east1' })];
    expect(named(clusters, mine, true)).toEqual(['vllm-tpu/tpunodepool', 'other/tpunodepool']);
  });
});

it('names the command for the clusters of other names', () => {
  expect(commandsForOthers([cluster('vllm-tpu'), cluster('other', { location: 'us-east1' })], mine)).toEqual([
    'CLUSTER_NAME=other CONTROL_PLANE_LOCATION=us-east1 npm run stop-billing',
  ]);
});
