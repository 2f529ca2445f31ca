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
    ['another', 'a cluster of our name is in another location', [pool('h')], [machine('h', 'vllm', 'us-central1')]],
    ['ours', 'deleted machines have our name', [pool('gke-vllm-default-pool-1a2b3c4d-x5y6')], []],
    ['ours', 'deleted Autopilot machines have our name', [pool('gk3-vllm-pool-2-1a2b3c4d-x5y6')], []],
    ['another', 'their name only begins like ours', [pool('gke-vllm-tpu-default-pool-1a2b3c4d-x5y6')], []],
    ['another', 'their name only ends like ours', [pool('gke-my-vllm-default-pool-1a2b3c4d-x5y6')], []],
    ['unknown', 'deleted TPU machines do not have the name of a cluster', [pool('gke-tpu-1a2b3c4d-x5y6')], []],
    ['unknown', 'a custom pool name makes the name of the cluster ambiguous', [pool('gke-vllm-x-1a2b3c4d-x5y6')], []],
    ['unknown', 'it has no target pool', [], []],
    ['unknown', 'the target pool belongs to another rule', [{ ...pool('h'), name: 'b' }], [machine('h', 'vllm')]],
  ] as const)('is %s when %s', (owner, _, pools, machines) => {
    expect(ownerOfBalancer(rule, { pools, machines }, NAME)).toBe(owner);
  });
});
