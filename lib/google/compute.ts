import type { Session } from '../session/session.ts';
import { pagesOf } from './api.ts';

export type Labels = Readonly<Record<string, string>>;

/** The fields of machines, disks and forwarding rules that the runbook reads. */
export interface ComputeItem {
  readonly name: string;
  readonly creationTimestamp: string;
  readonly labels?: Labels;
  /** Machines: a URL that ends with the type. */
  readonly machineType?: string;
  /** Forwarding rules: JSON with the name of the Service. */
  readonly description?: string;
  /** Forwarding rules: a URL that ends with the region. */
  readonly region?: string;
  /** Target pools: URLs that end with names of machines, which may be deleted. */
  readonly instances?: readonly string[];
}

/** Identifies a cluster. */
export interface ClusterName {
  readonly cluster: string;
  /** Region or zone. */
  readonly location: string;
}

/** The machine or disk is of this cluster, by GKE's labels: each location may have a cluster of the same name. */
export function isOf({ labels }: ComputeItem, { cluster, location }: ClusterName): boolean {
  if (labels?.['goog-k8s-cluster-name'] !== cluster) return false;
  return (labels['goog-k8s-cluster-location'] ?? location) === location;
}

/** A Compute Engine list over all zones and regions. @throws RunbookError UNEXPECTED_ANSWER without permission */
export async function aggregated(
  session: Session,
  kind: 'instances' | 'disks' | 'forwardingRules' | 'targetPools',
): Promise<readonly ComputeItem[]> {
  type Answer = { items?: Record<string, Record<string, readonly ComputeItem[] | undefined>> };
  const items: ComputeItem[] = [];
  for await (const { items: scopes = {} } of pagesOf<Answer>(
    'COMPUTE',
    `projects/${session.config.PROJECT_ID}/aggregated/${kind}`,
    session,
  ))
    items.push(...Object.values(scopes).flatMap((scope) => scope[kind] ?? []));
  return items;
}
