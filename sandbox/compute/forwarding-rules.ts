import type { Collection } from '../core/database.ts';
import type { World } from '../core/world.ts';

/** The forwarding rule of a load balancer; it stays and is billed until a client deletes it. */
export interface ForwardingRule {
  readonly project: string;
  readonly region: string;
  readonly name: string;
  /** JSON that names the Service it was made for. */
  readonly description: string;
  readonly address: string;
  readonly ports: readonly number[];
  /** The machines behind it when it was last changed: `zones/us-east5-b/instances/gke-…`. */
  readonly hosts: readonly string[];
  readonly createdAt: number;
}

/** All forwarding rules. A cluster makes them, but they are not its own: deleting it leaves them behind. */
export class ForwardingRules {
  readonly #rules: Collection<ForwardingRule>;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#rules = world.database.collection('compute/forwardingRules');
  }

  list(project: string, region: string): ForwardingRule[] {
    return [...this.#rules.values()].filter((rule) => rule.project === project && rule.region === region);
  }

  /** Makes it, or changes the ports of the one there is. */
  ensure(rule: Omit<ForwardingRule, 'createdAt'>): void {
    const known = this.#rules.get(keyOf(rule));
    if (known && same(known.ports, rule.ports) && same(known.hosts, rule.hosts)) return;
    this.#rules.put(keyOf(rule), { ...rule, createdAt: known?.createdAt ?? this.#world.clock.now() });
  }

  /** It has its address under its own name, and gives it back. @returns whether there was one */
  delete(rule: Pick<ForwardingRule, 'project' | 'region' | 'name'>): boolean {
    this.#world.addresses.release(rule.name);
    return this.#rules.delete(keyOf(rule));
  }
}

const same = (one: readonly unknown[] = [], other: readonly unknown[] = []): boolean => one.join() === other.join();

function keyOf({ project, region, name }: Pick<ForwardingRule, 'project' | 'region' | 'name'>): string {
  return `${project}/${region}/${name}`;
}
