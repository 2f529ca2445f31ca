import type { World } from '../../../sandbox/core/world.ts';
import {
  type CloudProvider,
  COMPUTE_CLASS,
  type Instance,
  type NodePool,
  type ProvisioningRequest,
} from '../../../sandbox/kubernetes/cloud.ts';

type Pool = Omit<NodePool, 'status' | 'labels' | 'taints' | 'zones' | 'spot' | 'size'> &
  Partial<Pick<NodePool, 'labels' | 'taints' | 'zones' | 'spot' | 'size'>>;

/** Machines for a cluster without a container service: pools that boot instances on the simulated clock. */
export class Machines implements CloudProvider {
  readonly project = 'my-project';
  readonly projectNumber = '123456789';
  readonly location = 'us-east5';
  readonly cluster = 'vllm';
  readonly autopilot: boolean;
  readonly addons = new Set(['gcsFuseCsiDriver', 'httpLoadBalancing', 'managedPrometheus']);
  /** Why machines that are asked for from now on fail. */
  outOf: string | undefined;
  #world: World;
  /** By name: address and ports. */
  readonly forwardingRules = new Map<string, string>();
  readonly #pools = new Map<string, NodePool>();
  #instances: (Instance & { readonly fails?: string })[] = [];
  readonly #listeners = new Set<() => void>();
  #count = 0;

  constructor(world: World, autopilot = false) {
    this.#world = world;
    this.autopilot = autopilot;
  }

  /** After a restart of the sandbox: waits again for booting machines. */
  resume(world: World): void {
    this.#world = world;
    const now = world.clock.now();
    for (const { runningAt } of this.#instances) {
      if (runningAt > now) world.clock.setTimeout(() => this.#changed(), runningAt - now);
    }
  }

  ensureForwardingRule({ name, ...rule }: Parameters<CloudProvider['ensureForwardingRule']>[0]): void {
    this.forwardingRules.set(name, JSON.stringify(rule));
  }

  deleteForwardingRule(name: string): void {
    this.forwardingRules.delete(name);
  }

  addon(name: string): boolean {
    return this.addons.has(name);
  }

  addPool(pool: Pool): void {
    const whole: NodePool = {
      zones: ['us-east5-b'],
      spot: false,
      size: 0,
      labels: {},
      taints: [],
      status: 'RUNNING',
      ...pool,
    };
    this.#pools.set(whole.name, { ...whole, size: 0 });
    this.resize(whole.name, whole.size);
  }

  nodePools(): NodePool[] {
    return [...this.#pools.values()];
  }

  instances(): Instance[] {
    const now = this.#world.clock.now();
    return this.#instances.map(({ fails, ...instance }) => {
      if (instance.runningAt > now) return { ...instance, state: 'PROVISIONING' };
      return fails === undefined ? { ...instance, state: 'RUNNING' } : { ...instance, state: 'FAILED', error: fails };
    });
  }

  resize(name: string, size: number, remove: readonly string[] = []): void {
    const pool = this.#pools.get(name)!;
    this.#pools.set(name, { ...pool, size });
    const own = this.#instances.filter((instance) => instance.pool === name);
    const going = [...own].reverse().sort((a, b) => +remove.includes(b.name) - +remove.includes(a.name));
    const gone = new Set(going.slice(0, Math.max(0, own.length - size)));
    this.#instances = this.#instances.filter((instance) => !gone.has(instance));
    for (let i = own.length; i < size; i++) this.#boot(pool);
    this.#changed();
  }

  provisionNodePool({ machineType, zone = 'us-east5-b', spot, computeClass: value }: ProvisioningRequest): string {
    const name = `nap-${++this.#count}`;
    const marked = value !== undefined && {
      labels: { [COMPUTE_CLASS]: value },
      taints: [{ key: COMPUTE_CLASS, value, effect: 'NoSchedule' }],
    };
    this.addPool({ name, machineType, zones: [zone], spot, size: 1, autoscaling: { min: 0, max: 1000 }, ...marked });
    return name;
  }

  /** As when a spot machine is taken back. */
  lose(instance: string): void {
    this.#instances = this.#instances.filter(({ name }) => name !== instance);
    this.#changed();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #boot(pool: NodePool): void {
    const { clock, durations } = this.#world;
    const createdAt = clock.now();
    const boot = pool.machineType.startsWith('ct6e') ? durations.tpuNodeBoot : durations.cpuNodeBoot;
    this.#instances.push({
      name: `${pool.name}-${++this.#count}`,
      pool: pool.name,
      zone: pool.zones[0]!,
      machineType: pool.machineType,
      state: 'PROVISIONING',
      createdAt,
      runningAt: createdAt + boot,
      ...(this.outOf !== undefined && { fails: this.outOf }),
    });
    clock.setTimeout(() => this.#changed(), boot);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
