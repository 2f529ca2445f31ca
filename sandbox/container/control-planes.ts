import type { World } from '../core/world.ts';
import type { CloudProvider } from '../kubernetes/cloud.ts';
import { forgetCluster } from '../kubernetes/forget.ts';
import type { Inventory } from './inventory.ts';
import type { ClusterRecord } from './records.ts';

/** The options of a cluster's control plane. */
export interface ControlPlaneRequest {
  readonly uid: string;
  readonly version: string;
  readonly cloud: CloudProvider;
  /** The one that it had before. */
  readonly port?: number;
}

export interface ControlPlane {
  /** `127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** The PEM in base64. */
  readonly caCertificate: string;
  stop(): Promise<void>;
}

export type StartControlPlane = (request: ControlPlaneRequest) => Promise<ControlPlane>;

export interface ControlPlaneOptions {
  readonly startControlPlane: StartControlPlane;
  readonly cloudOf: (cluster: ClusterRecord) => CloudProvider;
}

/** The Kubernetes API servers, each from its cluster's `controlPlaneAt` until the cluster is deleted. */
export class ControlPlanes {
  readonly #world: World;
  readonly #inventory: Inventory;
  readonly #options: ControlPlaneOptions;
  readonly #running = new Map<string, ControlPlane>();
  readonly #starting = new Map<string, Promise<void>>();

  constructor(world: World, inventory: Inventory, options: ControlPlaneOptions) {
    this.#world = world;
    this.#inventory = inventory;
    this.#options = options;
  }

  get(cluster: ClusterRecord): ControlPlane | undefined {
    return this.#running.get(cluster.uid);
  }

  /** Start it when its time has come. */
  schedule(cluster: ClusterRecord): void {
    const { clock } = this.#world;
    clock.setTimeout(() => void this.ready(cluster.key), cluster.controlPlaneAt - clock.now());
  }

  /** Resolves when the cluster's API answers; at once when the cluster is gone. */
  ready(key: string): Promise<void> {
    const cluster = this.#inventory.cluster(key);
    if (!cluster || this.#running.has(cluster.uid)) return Promise.resolve();
    const starting = this.#starting.get(cluster.uid) ?? this.#start(cluster);
    this.#starting.set(cluster.uid, starting);
    return starting;
  }

  /** For good, with the cluster's objects. */
  async remove(cluster: ClusterRecord): Promise<void> {
    await this.#starting.get(cluster.uid);
    await this.#running.get(cluster.uid)?.stop();
    this.#running.delete(cluster.uid);
    forgetCluster(this.#world, cluster.uid);
  }

  /** With the same objects, address and, after an upgrade, another version; it does not answer in between. */
  async restart(key: string): Promise<void> {
    const cluster = this.#inventory.cluster(key);
    const plane = cluster && this.#running.get(cluster.uid);
    if (!cluster || !plane) return;
    this.#running.delete(cluster.uid);
    await plane.stop();
    await this.ready(key);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#starting.values());
    await Promise.all([...this.#running.values()].map((plane) => plane.stop()));
    this.#running.clear();
  }

  async #start(cluster: ClusterRecord): Promise<void> {
    const { startControlPlane, cloudOf } = this.#options;
    const { uid, version, port } = cluster;
    const cloud = cloudOf(cluster);
    try {
      const plane = await startControlPlane({ uid, version, cloud, ...(port && { port }) });
      this.#running.set(uid, plane);
      this.#inventory.patchCluster(cluster.key, { port: Number(plane.endpoint.split(':').at(-1)) });
    } catch (error) {
      this.#world.log(
        `The control plane of ${cluster.key} did not start: ${error instanceof Error ? error.stack : error}`,
      );
    } finally {
      this.#starting.delete(uid);
    }
  }
}
