import { describe, expect, it } from 'vitest';
import type { ComputeItem } from '../../../lib/google/compute.ts';
import { ownerOfBalancer } from '../../../lib/ownership/load-balancers.ts';

const at = { creationTimestamp: '2026-01-01T00:00:00Z' };
const NAME = { cluster: 'vllm', location: 'us-east5' };
const rule: ComputeItem = { name: 'a3fb', ...at };
const url = (host: string): string =>
  `https://www.googleapis.com/compute/v1/projects/p/zones/us-east5-b/instances/${host}`;
const pool = (...hosts: string[]): ComputeItem => ({ name: 'a3fb', ...at, instances: hosts.map(url) });
const machine = (name: string, cluster: string, location?: string): ComputeItem => ({
  name,
  ...at,
  labels: { 'goog-k8s-cluster-name': cluster, ...(location && { 'goog-k8s-cluster-location': location }) },
});

describe('a load balancer of a Service that every cluster may have', () => {
  it.each([
    [
      'ours',
      'a machine of ours is behind it',
      [pool('gke-tpu-1a2b3c4d-x5y6')],
      [machine('gke-tpu-1a2b3c4d-x5y6', 'vllm')],
    ],
    [
      'another',
      'a machine of another cluster is',
      [pool('gke-tpu-1a2b3c4d-x5y6')],
      [machine('gke-tpu-1a2b3c4d-x5y6', 'b')],
    ],
    ['another', 'the cluster of our name is elsewhere', [pool('h')], [machine('h', 'vllm', 'us-central1')]],
    ['ours', 'the machines are gone and had our name', [pool('gke-vllm-default-pool-1a2b3c4d-x5y6')], []],
    ['ours', 'so had those of an Autopilot cluster', [pool('gk3-vllm-pool-2-1a2b3c4d-x5y6')], []],
    ['another', 'theirs only begins like ours', [pool('gke-vllm-tpu-default-pool-1a2b3c4d-x5y6')], []],
    ['another', 'theirs only ends like ours', [pool('gke-my-vllm-default-pool-1a2b3c4d-x5y6')], []],
    ['unknown', 'TPU machines are gone, whose names do not say it', [pool('gke-tpu-1a2b3c4d-x5y6')], []],
    ['unknown', 'a pool that somebody named may be a part of either name', [pool('gke-vllm-x-1a2b3c4d-x5y6')], []],
    ['unknown', 'it has no target pool', [], []],
    ['unknown', 'the target pool is another rule’s', [{ ...pool('h'), name: 'b' }], [machine('h', 'vllm')]],
  ] as const)('is %s when %s', (owner, _, pools, machines) => {
    expect(ownerOfBalancer(rule, { pools, machines }, NAME)).toBe(owner);
  });
});
