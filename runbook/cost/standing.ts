import { aggregated } from '../../lib/google/compute.ts';
import { bytesIn } from '../../lib/google/storage.ts';
import { inventory } from '../../lib/ownership/inventory.ts';
import { hasLabel } from '../../lib/ownership/label.ts';
import type { Session } from '../../lib/session/session.ts';
import { ours } from '../cleanup/ours.ts';
import { nodePool } from '../tutorial/names.ts';
import { CLUSTER_FEE_PER_HOUR, costPerHour } from './prices.ts';

/** Something that is billed while it stands. */
export interface Standing {
  /** `2 TPU nodes`, `load balancer`. */
  readonly what: string;
  /** US dollars an hour. */
  readonly perHour: number;
  /** The part that `npm run park` takes away. */
  readonly tpu?: true;
  /** The price is not known; `perHour` is 0. */
  readonly unknown?: true;
}

/**
 * List prices in US dollars an hour: machines in us-central1, Google's public price list; forwarding rules,
 * cloud.google.com/load-balancing/pricing (the first five); storage, cloud.google.com/storage/pricing-examples
 * (Standard, us-east1).
 */
const MACHINES: Readonly<Record<string, number>> = { 'e2-medium': 0.034, 'e2-standard-16': 0.536 };
const FORWARDING_RULE = 0.025;
const GIB_MONTH = 0.02;
const HOURS_A_MONTH = 730;

/** The figures from which the list of standing costs follows. */
export interface Found {
  /** The control plane is ours: its fee is on this bill. */
  readonly cluster: boolean;
  readonly tpuNodes: number;
  readonly pricePerTpuNode: number;
  /** Machine types of the other nodes that are on this bill. */
  readonly cpuNodes: readonly string[];
  readonly loadBalancers: number;
  readonly bytes: number;
}

export function standingOf(found: Found): readonly Standing[] {
  const { cluster, tpuNodes, pricePerTpuNode, cpuNodes, loadBalancers, bytes } = found;
  const gib = bytes / 2 ** 30;
  const lines: readonly (Standing | false)[] = [
    tpuNodes > 0 && { what: counted(tpuNodes, 'TPU node'), perHour: tpuNodes * pricePerTpuNode, tpu: true },
    cluster && { what: 'control plane', perHour: CLUSTER_FEE_PER_HOUR },
    ...[...new Set(cpuNodes)].map((type) => machines(type, cpuNodes.filter((one) => one === type).length)),
    loadBalancers > 0 && { what: counted(loadBalancers, 'load balancer'), perHour: loadBalancers * FORWARDING_RULE },
    bytes > 0 && { what: `${gib.toFixed(0)} GiB in the bucket`, perHour: (gib * GIB_MONTH) / HOURS_A_MONTH },
  ];
  return lines.filter((line) => line !== false);
}

function machines(type: string, count: number): Standing {
  const what = `${counted(count, 'CPU node')} ${type}`;
  const price = MACHINES[type];
  return price === undefined ? { what, perHour: 0, unknown: true } : { what, perHour: count * price };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The names of the TPU machines that serve this configuration's model; in a shared cluster, those of our node pool. */
export async function tpuMachines(session: Session): Promise<readonly string[]> {
  const { MACHINE_TYPE } = session.config;
  return (await nodes(session)).filter(({ type }) => type === MACHINE_TYPE).map(({ name }) => name);
}

async function nodes(session: Session): Promise<readonly { name: string; type: string }[]> {
  const { CLUSTER, CLUSTER_NAME } = session.config;
  const pool = CLUSTER === 'existing' ? nodePool(session.config) : undefined;
  return (await aggregated(session, 'instances'))
    .filter(
      ({ labels }) =>
        labels?.['goog-k8s-cluster-name'] === CLUSTER_NAME &&
        (pool === undefined || labels['goog-k8s-node-pool-name'] === pool),
    )
    .map(({ name, machineType = '' }) => ({ name, type: machineType.slice(machineType.lastIndexOf('/') + 1) }));
}

/** What is billed now, with the storage and the load balancer; without traffic and disks. */
export async function standing(session: Session): Promise<readonly Standing[]> {
  const { config } = session;
  const { CLUSTER, CLUSTER_MODE, CLUSTER_NAME, MACHINE_TYPE, GSBUCKET } = config;
  const [cluster, all, items, bytes] = await Promise.all([
    session.cluster.cluster(CLUSTER_NAME),
    nodes(session),
    inventory(session, ours({ config })),
    bytesIn(GSBUCKET, session),
  ]);
  const types = all.map(({ type }) => type);
  return standingOf({
    cluster: CLUSTER === 'create' && cluster !== undefined && hasLabel(cluster.resourceLabels),
    tpuNodes: types.filter((type) => type === MACHINE_TYPE).length,
    pricePerTpuNode: costPerHour(config).tpuNode,
    // Autopilot bills pods, not these nodes.
    cpuNodes: CLUSTER_MODE === 'autopilot' ? [] : types.filter((type) => type !== MACHINE_TYPE),
    loadBalancers: items.filter(({ kind, owner }) => kind === 'load balancer' && owner === 'ours').length,
    bytes,
  });
}

/** US dollars an hour of all of them. */
export const perHourOf = (all: readonly Standing[]): number => all.reduce((sum, { perHour }) => sum + perHour, 0);
