import { type ClusterName, type ComputeItem, isOf } from '../google/compute.ts';

/** The owner of a resource. Unknown owners and a kept shared cluster are shown, but never count as left over. */
export type Owner = 'ours' | 'another' | 'unknown' | 'kept';

/** Compute Engine's lists of target pools and machines. */
export interface Behind {
  readonly pools: readonly ComputeItem[];
  readonly machines: readonly ComputeItem[];
}

/**
 * The owner of a forwarding rule, by the machines of its target pool (which has the same name:
 * k8s.io/cloud-provider-gcp). Existing machines carry their cluster's name in a label, deleted ones in their own name.
 * The Service in the rule's description is not enough, since every cluster may have one of that name.
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

/**
 * `gke-CLUSTER-default-pool-1a2b3c4d-x5y6`, `gk3-…` in Autopilot. Matches only pool names that GKE chooses: in
 * `gke-a-b-c-…` any hyphen may end the cluster's name. Names of TPU machines do not contain it.
 */
const CLUSTER_OF_NODE = /^gk[e3]-(?<cluster>.+)-(default-pool|pool-\d+|nap-\w+)-[0-9a-f]{8}-\w{4}$/;

const lastPart = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
