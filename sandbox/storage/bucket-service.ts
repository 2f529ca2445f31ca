import type { Collection } from '../core/database.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import { hash } from '../core/random.ts';
import type { World } from '../core/world.ts';
import type { Policies } from '../iam/policies.ts';
import type { Project } from '../resource-manager/projects.ts';
import { isBucketName } from './bucket-name.ts';
import type { Buckets } from './buckets.ts';

export interface BucketRecord {
  readonly name: string;
  readonly projectId: string;
  readonly projectNumber: string;
  readonly location: string;
  readonly locationType: 'multi-region' | 'dual-region' | 'region';
  readonly created: number;
  readonly updated: number;
  readonly metageneration: number;
  /** The client's fields: storageClass, labels, iamConfiguration, lifecycle, … as in the API's JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ObjectRecord {
  readonly name: string;
  readonly size: number;
  readonly createdAt: number;
  readonly generation: string;
  readonly contentType?: string;
  /** Base64 MD5 hash of the uploaded content. */
  readonly md5Hash?: string;
  /** Base64 CRC32C checksum of the uploaded content. */
  readonly crc32c?: string;
  /** Base64; absent when the object is large, or no upload. */
  readonly content?: string;
}

/** Metadata of an object besides name and size. */
export type ObjectFacts = Pick<ObjectRecord, 'contentType' | 'md5Hash' | 'crc32c' | 'content'>;

const MULTI_REGIONS = new Set(['US', 'EU', 'ASIA']);
const DUAL_REGIONS = new Set(['NAM4', 'EUR4', 'EUR5', 'EUR7', 'EUR8', 'ASIA1']);

/** Buckets and the names and sizes of their objects. Bucket names are one space for all projects. */
export class BucketService implements Buckets {
  readonly #world: World;
  readonly #policies: Policies;
  readonly #regions: ReadonlySet<string>;
  readonly #buckets: Collection<BucketRecord>;

  constructor(world: World, policies: Policies, regions: Iterable<string>) {
    this.#world = world;
    this.#policies = policies;
    this.#regions = new Set([...regions].map((region) => region.toUpperCase()));
    this.#buckets = world.database.collection('storage/buckets');
  }

  get(bucket: string): BucketRecord | undefined {
    return this.#buckets.get(bucket);
  }

  /** @throws LegacyApiError 404, or 403 for another project's bucket */
  require(bucket: string): BucketRecord {
    const record = this.#buckets.get(bucket);
    if (!record && this.#world.faults.active('bucket-name-taken', { bucket }))
      throw new LegacyApiError(403, 'forbidden', foreign(bucket));
    if (!record) throw new LegacyApiError(404, 'notFound', 'The specified bucket does not exist.');
    return record;
  }

  list(projectId: string, prefix = ''): BucketRecord[] {
    return [...this.#buckets.values()]
      .filter((bucket) => bucket.projectId === projectId && bucket.name.startsWith(prefix))
      .sort(byName);
  }

  /** @throws LegacyApiError 400 or 409 */
  create(project: Project, name: unknown, location: unknown, settings: BucketRecord['settings']): BucketRecord {
    if (typeof name !== 'string') throw new LegacyApiError(400, 'required', 'Required');
    if (!isBucketName(name)) throw new LegacyApiError(400, 'invalid', `Invalid bucket name: '${name}'`);
    if (this.#world.faults.active('bucket-name-taken', { bucket: name }))
      throw new LegacyApiError(409, 'conflict', TAKEN);
    if (this.#buckets.get(name)) throw new LegacyApiError(409, 'conflict', OWNED);
    const place = this.#place(String(location ?? 'US').toUpperCase());
    if (settings.customPlacementConfig) place.locationType = 'dual-region';
    const created = this.#world.clock.now();
    const { projectId, projectNumber } = project;
    const record = { name, projectId, projectNumber, ...place, created, updated: created, metageneration: 1, settings };
    this.#policies.found(`buckets/${name}`, [
      { role: 'roles/storage.legacyBucketOwner', members: [`projectEditor:${projectId}`, `projectOwner:${projectId}`] },
      { role: 'roles/storage.legacyBucketReader', members: [`projectViewer:${projectId}`] },
    ]);
    this.#buckets.put(name, record);
    return record;
  }

  patch(name: string, settings: BucketRecord['settings']): BucketRecord {
    const old = this.require(name);
    const merged = Object.entries({ ...old.settings, ...settings }).filter(([, value]) => value !== null);
    const record = {
      ...old,
      settings: Object.fromEntries(merged),
      updated: this.#world.clock.now(),
      metageneration: old.metageneration + 1,
    };
    this.#buckets.put(name, record);
    return record;
  }

  /** @throws LegacyApiError 404, or 409 while it has objects */
  delete(name: string): void {
    this.require(name);
    if (this.#objects(name).size > 0) {
      throw new LegacyApiError(409, 'conflict', 'The bucket you tried to delete is not empty.');
    }
    this.#buckets.delete(name);
    this.#policies.forget(`buckets/${name}`);
  }

  objects(bucket: string, prefix: string): ObjectRecord[] {
    return [...this.#objects(bucket).values()].filter(({ name }) => name.startsWith(prefix)).sort(byName);
  }

  /** @throws LegacyApiError 404 */
  object(bucket: string, name: string): ObjectRecord {
    const object = this.#objects(this.require(bucket).name).get(name);
    if (!object) throw new LegacyApiError(404, 'notFound', `No such object: ${bucket}/${name}`);
    return object;
  }

  putObject(bucket: string, name: string, size: number, facts: ObjectFacts = {}): ObjectRecord {
    const createdAt = this.#world.clock.now();
    const generation = String(Math.floor(createdAt) * 1000 + (hash(`${name}/${size}`) % 1000));
    const object = { name, size, createdAt, generation, ...facts };
    this.#objects(bucket).put(name, object);
    return object;
  }

  deleteObject(bucket: string, name: string): void {
    this.object(bucket, name);
    this.#objects(bucket).delete(name);
  }

  #objects(bucket: string): Collection<ObjectRecord> {
    return this.#world.database.collection(`storage/objects/${bucket}`);
  }

  #place(location: string): { location: string; locationType: BucketRecord['locationType'] } {
    if (MULTI_REGIONS.has(location)) return { location, locationType: 'multi-region' };
    if (DUAL_REGIONS.has(location)) return { location, locationType: 'dual-region' };
    if (this.#regions.has(location)) return { location, locationType: 'region' };
    throw new LegacyApiError(400, 'invalid', 'The specified location constraint is not valid.');
  }
}

/** Cloud Storage's message for every caller. */
function foreign(bucket: string): string {
  const permission = 'storage.buckets.get';
  return `Caller does not have ${permission} access to the Google Cloud Storage bucket. Permission '${permission}' denied on resource '//storage.googleapis.com/projects/_/buckets/${bucket}' (or it may not exist).`;
}

const OWNED = 'Your previous request to create the named bucket succeeded and you already own it.';
const TAKEN =
  'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.';

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
