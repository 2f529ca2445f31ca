import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterClient, NodePool } from '../../../lib/google/cluster-client.ts';
import { ownCluster, ownNodePool } from '../../../lib/ownership/cloud.ts';
import type { Ownership, Thing } from '../../../lib/ownership/thing.ts';
import { stillSession } from '../wait/still-session.ts';

const ours = { 'managed-by': 'vllm-tpu-runbook' };
const theirs = { 'managed-by': 'helm' };

const of = (thing: Thing, parts: Partial<ClusterClient>): Promise<Ownership> => {
  const { session } = stillSession({ cluster: parts as ClusterClient });
  return thing.ownership(session, session.signal);
};

describe('a cluster', () => {
  it.each<[string, Cluster | undefined, Ownership]>([
    ['that does not exist', undefined, 'absent'],
    ['with the label', { resourceLabels: ours }, 'ours'],
    ['with another value of the label', { resourceLabels: theirs }, 'another'],
    ['without labels', {}, 'another'],
  ])('%s is %j: %s', async (_, found, ownership) => {
    const cluster = async (name: string) => (name === 'vllm-tpu' ? found : undefined);
    expect(await of(ownCluster('vllm-tpu'), { cluster })).toBe(ownership);
  });
});

describe('a node pool', () => {
  it.each<[string, NodePool | undefined, Cluster | undefined, Ownership]>([
    ["with the label, in somebody else's cluster", { config: { resourceLabels: ours } }, {}, 'ours'],
    ['without the label, in our cluster', {}, { resourceLabels: ours }, 'ours'],
    ['with the label, in an unreadable cluster', { config: { resourceLabels: ours } }, undefined, 'ours'],
    ["without the label, in somebody else's cluster", { config: {} }, { resourceLabels: {} }, 'another'],
    ['without the label, in an unreadable cluster', {}, undefined, 'another'],
    ['with another value of the label', { config: { resourceLabels: theirs } }, {}, 'another'],
    ['that does not exist, in our cluster', undefined, { resourceLabels: ours }, 'absent'],
  ])('%s: %j in %j is %s', async (_, pool, cluster, ownership) => {
    const asked = { nodePool: async () => pool, cluster: async () => cluster };
    expect(await of(ownNodePool('vllm-tpu', 'tpunodepool'), asked)).toBe(ownership);
  });
});
