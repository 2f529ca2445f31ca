import { FaultError } from '../core/fault-register.ts';
import type { ActiveFault } from '../core/faults.ts';
import type { ContainerService } from './service.ts';

/** The faults that happen once, when they are switched on. @throws FaultError for a node or pool that does not exist */
export function strikeOnce(gke: ContainerService, { name, params }: ActiveFault): void {
  if (name === 'node-lost') loseNode(gke, text(params.node));
  if (name === 'disk-full') fillDisk(gke, text(params.node));
  if (name === 'pool-at-maximum') fixPools(gke, text(params.pool));
}

function loseNode(gke: ContainerService, node: string | undefined): void {
  if (!gke.fleet.lose(node) && node !== undefined) throw unknown('node-lost', 'node', node, nodeNames(gke));
}

/** The nodes look at the fault themselves. */
function fillDisk(gke: ContainerService, node: string | undefined): void {
  const names = nodeNames(gke);
  const { inventory } = gke;
  if (node !== undefined && !names.includes(node)) throw unknown('disk-full', 'node', node, names);
  // After the fault is on.
  queueMicrotask(() => {
    for (const { key } of inventory.clusters()) inventory.changed(key);
  });
}

/** Somebody sets the limit of the autoscaled pools to the size that they have. */
function fixPools({ inventory }: ContainerService, name: string | undefined): void {
  const pools = inventory.pools().filter((pool) => pool.autoscaling && !pool.autoprovisioned);
  const chosen = pools.filter((pool) => name === undefined || pool.name === name);
  if (name !== undefined && chosen.length === 0) {
    throw unknown(
      'pool-at-maximum',
      'pool',
      name,
      pools.map((pool) => pool.name),
    );
  }
  for (const pool of chosen) {
    const max = Math.max(1, pool.size);
    const { min } = pool.autoscaling!;
    const autoscaling = { enabled: true, totalMinNodeCount: Math.min(min, max), totalMaxNodeCount: max };
    inventory.putPool({ ...pool, autoscaling: { min: Math.min(min, max), max }, spec: { ...pool.spec, autoscaling } });
  }
}

function nodeNames({ fleet, inventory }: ContainerService): string[] {
  return inventory.pools().flatMap((pool) => fleet.of(pool).map(({ name }) => name));
}

function unknown(fault: string, parameter: string, value: string, known: readonly string[]): FaultError {
  const choice =
    known.length === 0
      ? `the sandbox has no ${parameter}`
      : `expected the name of a ${parameter} (${known.join(', ')})`;
  return new FaultError('BAD_VALUE', `Invalid value ${parameter}=${value} for fault ${fault}: ${choice}.`);
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
