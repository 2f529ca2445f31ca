import { bytesIn } from '../../lib/google/storage.ts';
import { inventory } from '../../lib/ownership/inventory.ts';
import { hasLabel } from '../../lib/ownership/label.ts';
import type { Session } from '../../lib/session/session.ts';
import { ours } from '../cleanup/ours.ts';
import { machinesOf, TPU_MACHINE } from '../cluster/machines.ts';
import { nodePool } from '../tutorial/names.ts';
import { CLUSTER_FEE_PER_HOUR, CPU_NODES_PER_HOUR, costPerHour } from './prices.ts';

/** Something that is billed while it stands. */
export interface Charge {
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
 * List prices in US dollars: forwarding rules an hour, cloud.google.com/load-balancing/pricing (the first five);
 * storage, cloud.google.com/storage/pricing-examples (Standard, us-east1).
 */
const FORWARDING_RULE = 0.025;
const GIB_MONTH = 0.02;
const HOURS_A_MONTH = 730;

/** The figures from which the list of charges follows. */
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

export function chargesOf(found: Found): readonly Charge[] {
  const { cluster, tpuNodes, pricePerTpuNode, cpuNodes, loadBalancers, bytes } = found;
  const gib = bytes / 2 ** 30;
  const lines: readonly (Charge | false)[] = [
    tpuNodes > 0 && { what: counted(tpuNodes, 'TPU node'), perHour: tpuNodes * pricePerTpuNode, tpu: true },
    cluster && { what: 'control plane', perHour: CLUSTER_FEE_PER_HOUR },
    ...[...new Set(cpuNodes)].map((type) => machines(type, cpuNodes.filter((one) => one === type).length)),
    loadBalancers > 0 && { what: counted(loadBalancers, 'load balancer'), perHour: loadBalancers * FORWARDING_RULE },
    bytes > 0 && { what: `${gib.toFixed(0)} GiB in the bucket`, perHour: (gib * GIB_MONTH) / HOURS_A_MONTH },
  ];
  return lines.filter((line) => line !== false);
}

function machines(type: string, count: number): Charge {
  const what = `${counted(count, TPU_MACHINE.test(type) ? 'TPU node' : 'CPU node')} ${type}`;
  const price = (CPU_NODES_PER_HOUR as Readonly<Record<string, number>>)[type];
  return price === undefined ? { what, perHour: 0, unknown: true } : { what, perHour: count * price };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is billed now, with the storage and the load balancer; without traffic and disks. */
export async function charges(session: Session): Promise<readonly Charge[]> {
  const { config } = session;
  const { CLUSTER, CLUSTER_MODE, CLUSTER_NAME, MACHINE_TYPE, GSBUCKET } = config;
  const [cluster, all, items, bytes] = await Promise.all([
    session.cluster.cluster(CLUSTER_NAME),
    machinesOf(session),
    inventory(session, ours({ config })),
    bytesIn(GSBUCKET, session),
  ]);
  // The nodes of a shared cluster are on somebody else's bill, except those of our pool.
  const own = CLUSTER === 'existing' ? all.filter(({ pool }) => pool === nodePool(config)) : all;
  const types = own.map(({ type }) => type);
  return chargesOf({
    cluster: CLUSTER === 'create' && cluster !== undefined && hasLabel(cluster.resourceLabels),
    tpuNodes: types.filter((type) => type === MACHINE_TYPE).length,
    pricePerTpuNode: costPerHour(config).tpuNode,
    // Autopilot bills pods, not these nodes.
    cpuNodes: CLUSTER_MODE === 'autopilot' ? [] : types.filter((type) => type !== MACHINE_TYPE),
    loadBalancers: items.filter(({ kind, owner }) => kind === 'load balancer' && owner === 'ours').length,
    bytes,
  });
}
