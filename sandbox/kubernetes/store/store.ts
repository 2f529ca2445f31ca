import type { Collection } from '../../core/database.ts';
import { Random } from '../../core/random.ts';
import type { World } from '../../core/world.ts';
import { ManagedStore } from '../managed/managed-store.ts';
import type { KubeObject, ListOptions, NewObject, ObjectStore, WatchEvent } from '../object.ts';
import type { ServedType } from '../resources/types.ts';
import { timestamp } from '../time.ts';
import { type DeleteOptions, gracePeriod, held, marked } from './deletion.ts';
import { draftOf, successor } from './draft.ts';
import { History } from './history.ts';
import { same } from './json.ts';
import { selects } from './selectors.ts';
import { alreadyExists, conflict, notFound, STALE, StatusError } from './status-error.ts';
import { ObjectTable } from './table.ts';

type Listener = (event: WatchEvent) => void;

/** The number of retries for a generated name that is taken. */
const NAME_ATTEMPTS = 8;

/** The object store of one cluster over the journal: collection `k8s/<uid>`, keys `<plural>/<namespace>/<name>`. */
export class Store implements ObjectStore {
  readonly #types: ReadonlyMap<string, ServedType>;
  readonly #clock: World['clock'];
  readonly #objects: Collection<KubeObject>;
  /** Keeps the version of the last deletion, which no object bears. */
  readonly #versions: Collection<number>;
  readonly #tables = new Map<string, ObjectTable>();
  readonly #histories = new Map<string, History>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #random: Random;
  readonly #floor: number;
  readonly #pending: [resource: string, event: WatchEvent][] = [];
  #publishing = false;
  #rehearsing = false;
  #version: number;

  constructor(world: World, uid: string, types: ReadonlyMap<string, ServedType>) {
    this.#types = types;
    this.#clock = world.clock;
    this.#objects = world.database.collection(`k8s/${uid}`);
    this.#versions = world.database.collection(`k8s/${uid}/version`);
    this.#version = this.#versions.get('last') ?? 1;
    for (const [key, object] of this.#objects.entries()) {
      this.#table(key.slice(0, key.indexOf('/'))).set(object);
      this.#version = Math.max(this.#version, Number(object.metadata.resourceVersion));
    }
    this.#floor = this.#version;
    this.#random = Random.of(world.seed, `k8s/${uid}/${this.#version}`);
  }

  get resourceVersion(): number {
    return this.#version;
  }

  create(resource: string, object: NewObject): KubeObject {
    const type = this.#type(resource);
    const name = this.#name(resource, object);
    const found = this.get(resource, object.metadata.namespace, name);
    if (found) throw alreadyExists(type, name, found.metadata.deletionTimestamp !== undefined);
    const { apiVersion, kind, metadata, ...rest } = object;
    const created: KubeObject = {
      apiVersion,
      kind,
      metadata: {
        ...metadata,
        name,
        uid: this.#random.uuid(),
        resourceVersion: '',
        creationTimestamp: timestamp(this.#clock.now()),
        ...(type.generation && { generation: 1 }),
      },
      ...rest,
    };
    return this.#write(resource, 'ADDED', created);
  }

  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#tables.get(resource)?.get(namespace ?? '', name);
  }

  list(resource: string, options: ListOptions = {}): KubeObject[] {
    this.#type(resource);
    const found = this.#tables.get(resource)?.objects(options.namespace) ?? [];
    const selected = selects(options);
    if (!selected) return [...found];
    const result: KubeObject[] = [];
    for (const object of found) if (selected(object)) result.push(object);
    return result;
  }

  update(resource: string, object: KubeObject): KubeObject {
    const { namespace, name, resourceVersion } = object.metadata;
    const current = this.#existing(resource, namespace, name);
    if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
      throw conflict(this.#type(resource), name, STALE);
    }
    return this.#replace(resource, current, object);
  }

  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (draft: KubeObject) => void,
  ): KubeObject {
    const current = this.#existing(resource, namespace, name);
    const draft = draftOf(current);
    change(draft);
    return this.#replace(resource, current, draft);
  }

  delete(resource: string, namespace: string | undefined, name: string, options: DeleteOptions = {}): KubeObject {
    const current = this.#existing(resource, namespace, name);
    const doomed = marked(current, gracePeriod(resource, current, options), this.#clock.now());
    if (!held(doomed)) return this.#remove(resource, doomed, current);
    return doomed === current ? current : this.#write(resource, 'MODIFIED', doomed, current);
  }

  subscribe(resource: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(resource) ?? new Set();
    this.#listeners.set(resource, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  as(manager: string, subresource?: string): ObjectStore {
    const writer = () => ({ manager, now: this.#clock.now(), ...(subresource && { subresource }) });
    return new ManagedStore(this, { type: (resource) => this.#type(resource), writer });
  }

  /** The action's result or error, without writing (`dryRun=All`). */
  rehearse<T>(action: () => T): T {
    this.#rehearsing = true;
    try {
      return action();
    } finally {
      this.#rehearsing = false;
    }
  }

  /** The changes of the type after the version, oldest first. @throws StatusError Expired for an older version */
  since(resource: string, version: number): WatchEvent[] {
    const history = this.#history(resource);
    const events = history.since(version);
    if (events) return events;
    throw new StatusError('Expired', `too old resource version: ${version} (${history.floor})`);
  }

  #type(resource: string): ServedType {
    const type = this.#types.get(resource);
    if (!type) throw new StatusError('NotFound', 'the server could not find the requested resource');
    return type;
  }

  #existing(resource: string, namespace: string | undefined, name: string): KubeObject {
    const object = this.get(resource, namespace, name);
    if (!object) throw notFound(this.#type(resource), name);
    return object;
  }

  #name(resource: string, object: NewObject): string {
    const { name, generateName, namespace } = object.metadata;
    if (name) return name;
    for (let attempt = 1; ; attempt++) {
      const candidate = `${(generateName ?? '').slice(0, 58)}${this.#random.string(5)}`;
      if (attempt === NAME_ATTEMPTS || !this.get(resource, namespace, candidate)) return candidate;
    }
  }

  /** Keeps system-owned fields; removes a deleted object without finalizers. */
  #replace(resource: string, current: KubeObject, next: KubeObject): KubeObject {
    const { generation, deletionTimestamp } = current.metadata;
    const updated = successor(current, next);
    if (deletionTimestamp !== undefined && !held(updated)) return this.#remove(resource, updated, current);
    if (same(current, updated)) return current;
    if (this.#type(resource).generation && !same(specification(current), specification(updated))) {
      updated.metadata.generation = (generation ?? 0) + 1;
    }
    return this.#write(resource, 'MODIFIED', updated, current);
  }

  #write(resource: string, type: 'ADDED' | 'MODIFIED', object: KubeObject, previous?: KubeObject): KubeObject {
    if (this.#rehearsing) {
      // A new object has none before it is stored (apimachinery, unstructured.SetResourceVersion).
      if (previous) object.metadata.resourceVersion = previous.metadata.resourceVersion;
      else delete (object.metadata as Partial<KubeObject['metadata']>).resourceVersion;
      return object;
    }
    object.metadata.resourceVersion = String(++this.#version);
    this.#objects.put(keyOf(resource, object), object);
    this.#table(resource).set(object);
    this.#publish(resource, { type, object, ...(previous && { previous }) });
    return object;
  }

  #remove(resource: string, object: KubeObject, previous: KubeObject): KubeObject {
    if (this.#rehearsing) return object;
    const { namespace, name } = object.metadata;
    this.#versions.put('last', ++this.#version);
    this.#objects.delete(keyOf(resource, object));
    this.#table(resource).delete(namespace ?? '', name);
    const gone = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#publish(resource, { type: 'DELETED', object: gone, previous });
    return gone;
  }

  /** Listeners may write: their writes are published after all listeners got the earlier ones. */
  #publish(resource: string, event: WatchEvent): void {
    this.#history(resource).add(this.#version, event);
    this.#pending.push([resource, event]);
    if (this.#publishing) return;
    this.#publishing = true;
    try {
      for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
        for (const listener of this.#listeners.get(next[0]) ?? []) listener(next[1]);
        for (const listener of this.#listeners.get('*') ?? []) listener(next[1]);
      }
    } finally {
      this.#publishing = false;
    }
  }

  #table(resource: string): ObjectTable {
    const known = this.#tables.get(resource);
    if (known) return known;
    const table = new ObjectTable();
    this.#tables.set(resource, table);
    return table;
  }

  #history(resource: string): History {
    const known = this.#histories.get(resource);
    if (known) return known;
    const history = new History(this.#floor);
    this.#histories.set(resource, history);
    return history;
  }
}

function keyOf(resource: string, { metadata }: KubeObject): string {
  return `${resource}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function specification({ metadata: _metadata, status: _status, ...rest }: KubeObject): unknown {
  return rest;
}
