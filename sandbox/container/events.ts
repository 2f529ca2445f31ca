import { FaultError } from '../core/fault-register.ts';
import type { ActiveFault } from '../core/faults.ts';
import type { ContainerService } from './service.ts';

/** The faults that happen once, when they are switched on. @throws FaultError for a node or pool that does not exist */
export function strikeOnce(gke: ContainerService, { name, params }: ActiveFault): (() => void) | undefined {
  if (name === 'node-lost') return loseNode(gke, text(params.node));
  if (name === 'disk-full') return fillDisk(gke, text(params.node));
  if (name === 'pool-at-maximum') return fixPools(gke, text(params.pool));
  return undefined;
}

function loseNode(gke: ContainerService, node: string | undefined): () => void {
  requireKnown('node-lost', 'node', node, nodeNames(gke));
  return () => gke.fleet.lose(node);
}

/** The nodes look at the fault themselves. */
function fillDisk(gke: ContainerService, node: string | undefined): () => void {
  requireKnown('disk-full', 'node', node, nodeNames(gke));
  return () => {
    for (const { key } of gke.inventory.clusters()) gke.inventory.changed(key);
  };
}

/** Somebody sets the limit of the autoscaled pools to the size that they have. */
function fixPools({ inventory }: ContainerService, name: string | undefined): () => void {
  const pools = inventory.pools().filter((pool) => pool.autoscaling && !pool.autoprovisioned);
  const names = pools.map((pool) => pool.name);
  requireKnown('pool-at-maximum', 'pool', name, names);
  return () => {
    for (const pool of pools.filter((each) => name === undefined || each.name === name)) {
      const max = Math.max(1, pool.size);
      const min = Math.min(pool.autoscaling!.min, max);
      const autoscaling = { enabled: true, totalMinNodeCount: min, totalMaxNodeCount: max };
      inventory.putPool({ ...pool, autoscaling: { min, max }, spec: { ...pool.spec, autoscaling } });
    }
  };
}

function nodeNames({ fleet, inventory }: ContainerService): string[] {
  return inventory.pools().flatMap((pool) => fleet.of(pool).map(({ name }) => name));
}

/** @throws FaultError for a name that is not one of these */
function requireKnown(fault: string, parameter: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  const choice =
    known.length === 0
      ? `the sandbox has no ${parameter}`
      : `expected the name of a ${parameter} (${known.join(', ')})`;
  throw new FaultError('BAD_VALUE', `Invalid value ${parameter}=${value} for fault ${fault}: ${choice}.`);
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
