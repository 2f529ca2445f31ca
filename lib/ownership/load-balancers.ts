import type { ComputeItem } from '../google/compute.ts';

/** Whose a thing is. What cannot be told, and a shared cluster that is kept, is shown and never called left over. */
export type Owner = 'ours' | 'another' | 'unknown' | 'kept';

/** What tells machines of one cluster from those of others. */
export interface ClusterName {
  readonly cluster: string;
  /** Region or zone. */
  readonly location: string;
}

/** What Compute Engine knows of the machines behind a forwarding rule. */
export interface Behind {
  readonly pools: readonly ComputeItem[];
  readonly machines: readonly ComputeItem[];
}

/**
 * Whose cluster a forwarding rule belongs to. Its description names a Service, which every cluster may have; the machines
 * of its target pool (of its own name: k8s.io/cloud-provider-gcp) carry their cluster's name, in a label while they are
 * there and in their own names afterwards.
 */
export function ownerOfBalancer(
  rule: ComputeItem,
  { pools, machines }: Behind,
  name: ClusterName,
): Exclude<Owner, 'kept'> {
  const hosts = (pools.find((pool) => pool.name === rule.name)?.instances ?? []).map(lastPart);
  const standing = machines.filter((machine) => hosts.includes(machine.name));
  if (standing.length > 0) return standing.some((machine) => isOf(machine, name)) ? 'ours' : 'another';
  const named = hosts.flatMap((host) => CLUSTER_OF_NODE.exec(host)?.groups?.cluster ?? []);
  if (named.length === 0) return 'unknown';
  return named.includes(name.cluster) ? 'ours' : 'another';
}

/** GKE labels machines and disks so. */
export function isOf({ labels }: ComputeItem, { cluster, location }: ClusterName): boolean {
  if (labels?.['goog-k8s-cluster-name'] !== cluster) return false;
  return (labels['goog-k8s-cluster-location'] ?? location) === location;
}

/**
 * `gke-CLUSTER-default-pool-1a2b3c4d-x5y6`, `gk3-…` in Autopilot. Only names of pools that GKE itself gives are known for
 * what they are: in `gke-a-b-c-…` any hyphen may end the cluster's name. TPU machines do not carry it at all.
 */
const CLUSTER_OF_NODE = /^gk[e3]-(?<cluster>.+)-(default-pool|pool-\d+|nap-\w+)-[0-9a-f]{8}-\w{4}$/;

const lastPart = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
