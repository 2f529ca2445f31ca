import type { Collection } from '../core/database.ts';
import { GoogleApiError } from '../core/google-error.ts';
import type { World } from '../core/world.ts';
import type { ClusterRecord, PoolRecord } from './records.ts';

/** All clusters and node pools of the sandbox, and who wants to hear of their changes. */
export class Inventory {
  readonly #clusters: Collection<ClusterRecord>;
  readonly #pools: Collection<PoolRecord>;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(world: World) {
    this.#clusters = world.database.collection('container/clusters');
    this.#pools = world.database.collection('container/nodePools');
  }

  cluster(key: string): ClusterRecord | undefined {
    return this.#clusters.get(key);
  }

  /** @throws GoogleApiError 404 */
  requireCluster(project: string, location: string, name: string): ClusterRecord {
    const cluster = this.#clusters.get(`${project}/${location}/${name}`);
    if (!cluster) throw new GoogleApiError(404, `Not found: ${clusterPath(project, location, name)}.`);
    return cluster;
  }

  /** @param location every one, when left out */
  clusters(project?: string, location?: string): ClusterRecord[] {
    return [...this.#clusters.values()].filter(
      (cluster) =>
        (project === undefined || cluster.project === project) &&
        (location === undefined || cluster.location === location),
    );
  }

  putCluster(cluster: ClusterRecord): ClusterRecord {
    this.#clusters.put(cluster.key, cluster);
    this.changed(cluster.key);
    return cluster;
  }

  /** Nothing happens when it is gone. */
  patchCluster(key: string, change: Partial<ClusterRecord>): void {
    const cluster = this.#clusters.get(key);
    if (cluster) this.putCluster({ ...cluster, ...change });
  }

  deleteCluster(key: string): void {
    this.#clusters.delete(key);
    this.changed(key);
    this.#listeners.delete(key);
  }

  pool(key: string): PoolRecord | undefined {
    return this.#pools.get(key);
  }

  /** @throws GoogleApiError 404 */
  requirePool(cluster: ClusterRecord, name: string): PoolRecord {
    const pool = this.#pools.get(`${cluster.key}/${name}`);
    const path = clusterPath(cluster.project, cluster.location, cluster.name);
    if (!pool) throw new GoogleApiError(404, `Not found: ${path}/nodePools/${name}.`);
    return pool;
  }

  /** @param cluster a cluster's key; every pool, when left out */
  pools(cluster?: string): PoolRecord[] {
    return [...this.#pools.values()].filter((pool) => cluster === undefined || pool.cluster === cluster);
  }

  putPool(pool: PoolRecord): PoolRecord {
    this.#pools.put(pool.key, pool);
    this.changed(pool.cluster);
    return pool;
  }

  /** Nothing happens when it is gone. */
  patchPool(key: string, change: Partial<PoolRecord>): void {
    const pool = this.#pools.get(key);
    if (pool) this.putPool({ ...pool, ...change });
  }

  deletePool(pool: PoolRecord): void {
    this.#pools.delete(pool.key);
    this.changed(pool.cluster);
  }

  subscribe(cluster: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(cluster) ?? new Set();
    this.#listeners.set(cluster, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  changed(cluster: string): void {
    for (const listener of [...(this.#listeners.get(cluster) ?? [])]) listener();
  }
}

export function clusterPath(project: string, location: string, name: string): string {
  return `projects/${project}/locations/${location}/clusters/${name}`;
}
