import type { Collection } from '../core/database.ts';
import { Random } from '../core/random.ts';
import type { World } from '../core/world.ts';
import type { Iam, Resource } from './iam.ts';
import type { RoleTable } from './roles.ts';

export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: unknown;
}

export interface Policy {
  readonly version: number;
  /** Base64; gcloud crashes on anything else. */
  readonly etag: string;
  readonly bindings: readonly Binding[];
}

/** A policy with those that it replaced, as long as they may still be in force somewhere. */
interface PolicyRecord extends Policy {
  readonly serial: number;
  readonly since: number;
  readonly earlier: readonly { readonly since: number; readonly bindings: readonly Binding[] }[];
}

/** Thrown by `set` when the policy changed since it was read; each API words its own answer. */
export class ConcurrentPolicyChange extends Error {
  readonly code = 'CONCURRENT_POLICY_CHANGE';
}

/**
 * IAM policies by resource (`projects/P`, `buckets/B`, `serviceAccounts/EMAIL`). A change takes `iamPropagation` to have effect, a grant as well as
 * a revocation; that is worked out from the times at which policies were set, so a restart changes nothing.
 */
export class Policies implements Iam {
  readonly #world: World;
  readonly #roles: RoleTable;
  readonly #records: Collection<PolicyRecord>;
  readonly #random: Random;

  constructor(world: World, roles: RoleTable) {
    this.#world = world;
    this.#roles = roles;
    this.#records = world.database.collection('iam/policies');
    this.#random = Random.of(world.seed, 'second-person');
  }

  get(resource: string): Policy {
    const { version, etag, bindings } = this.#records.get(resource) ?? EMPTY;
    return { version, etag, bindings };
  }

  /** @param etag of the policy that the caller read; without one, the last writer wins. @throws ConcurrentPolicyChange */
  set(resource: string, bindings: readonly Binding[], options: { etag?: string; version?: number } = {}): Policy {
    const old = this.#records.get(resource) ?? EMPTY;
    if (options.etag && (options.etag !== old.etag || this.#someoneElseWrote()))
      throw new ConcurrentPolicyChange(resource);
    const now = this.#world.clock.now();
    const serial = old.serial + 1;
    const kept = old.earlier.filter((_, index, all) => (all[index + 1]?.since ?? old.since) > now - this.#delay());
    const record: PolicyRecord = {
      version: options.version ?? 1,
      etag: etagOf(serial),
      bindings: merge(bindings),
      serial,
      since: now,
      earlier: [...kept, { since: old.since, bindings: old.bindings }],
    };
    this.#records.put(resource, record);
    return this.get(resource);
  }

  /** A policy that a resource is born with: in force at once. */
  found(resource: string, bindings: readonly Binding[]): void {
    this.#records.put(resource, { ...EMPTY, serial: 1, etag: etagOf(1), bindings });
  }

  forget(resource: string): void {
    this.#records.delete(resource);
  }

  allows(member: string, permission: string, { project, bucket, serviceAccount }: Resource): boolean {
    const account = serviceAccount && `serviceAccounts/${serviceAccount}`;
    if (account && !this.#records.get(account)) return false;
    const keys = [`projects/${project}`, ...(bucket ? [`buckets/${bucket}`] : []), ...(account ? [account] : [])];
    return keys.some((key) =>
      this.#inForce(key).some(
        (binding) =>
          binding.condition === undefined &&
          this.#roles.grants(binding.role, permission) &&
          binding.members.some((pattern) => covers(pattern, member)),
      ),
    );
  }

  #someoneElseWrote(): boolean {
    const fault = this.#world.faults.active('second-person');
    return fault !== undefined && this.#random.next() < Number(fault.params.probability ?? 0.5);
  }

  #inForce(resource: string): readonly Binding[] {
    const record = this.#records.get(resource) ?? EMPTY;
    const settled = this.#world.clock.now() - this.#delay();
    return [...record.earlier, record].findLast(({ since }) => since <= settled)?.bindings ?? [];
  }

  #delay(): number {
    const minutes = this.#world.faults.active('iam-propagation')?.params.minutes;
    return minutes === undefined ? this.#world.durations.iamPropagation : Number(minutes) * 60_000;
  }
}

const EMPTY: PolicyRecord = { version: 1, etag: 'ACAB', bindings: [], serial: 0, since: 0, earlier: [] };

function etagOf(serial: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(0x0706_0000_0000_0000n + BigInt(serial));
  return bytes.toString('base64');
}

/** One binding a role (and condition), without empty ones, as the API answers. */
function merge(bindings: readonly Binding[]): Binding[] {
  const merged = new Map<string, Binding>();
  for (const binding of bindings) {
    const key = JSON.stringify([binding.role, binding.condition]);
    const members = new Set([...(merged.get(key)?.members ?? []), ...binding.members]);
    merged.set(key, { ...binding, members: [...members].sort() });
  }
  return [...merged.values()].filter(({ members }) => members.length > 0).sort((a, b) => (a.role < b.role ? -1 : 1));
}

const EVERYONE = new Set(['allUsers', 'allAuthenticatedUsers']);

/** A Kubernetes service account as a principal. */
const KSA =
  /^principal:\/\/(?<pool>.+\/workloadIdentityPools\/(?<name>[^/]+))\/subject\/ns\/(?<ns>[^/]+)\/sa\/(?<sa>.+)$/;

/**
 * Whether a binding's member includes the caller: itself, everyone, a principal set of its pool or namespace, or the
 * older name `serviceAccount:POOL[NAMESPACE/NAME]`.
 */
function covers(pattern: string, member: string): boolean {
  if (pattern === member || EVERYONE.has(pattern)) return true;
  const { pool, name, ns, sa } = KSA.exec(member)?.groups ?? {};
  if (pool === undefined) return false;
  const set = `principalSet://${pool}`;
  return [`${set}/*`, `${set}/namespace/${ns}`, `serviceAccount:${name}[${ns}/${sa}]`].includes(pattern);
}
