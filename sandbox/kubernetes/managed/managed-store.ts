import type { KubeObject, ListOptions, NewObject, ObjectStore, WatchEvent } from '../object.ts';
import type { ServedType } from '../resources/types.ts';
import { manageCreate, manageUpdate, type Writer } from './managed-fields.ts';

export interface ManagedStoreOptions {
  readonly type: (resource: string) => ServedType;
  readonly writer: () => Writer;
}

/** The store for one system component: `metadata.managedFields` records it as the manager of its writes. */
export class ManagedStore implements ObjectStore {
  readonly #store: ObjectStore;
  readonly #type: ManagedStoreOptions['type'];
  readonly #writer: ManagedStoreOptions['writer'];

  constructor(store: ObjectStore, { type, writer }: ManagedStoreOptions) {
    this.#store = store;
    this.#type = type;
    this.#writer = writer;
  }

  get resourceVersion(): number {
    return this.#store.resourceVersion;
  }

  as(manager: string, subresource?: string): ObjectStore {
    return this.#store.as(manager, subresource);
  }

  create(resource: string, object: NewObject): KubeObject {
    return this.#store.create(resource, manageCreate(this.#type(resource), object as KubeObject, this.#writer()));
  }

  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#store.get(resource, namespace, name);
  }

  list(resource: string, options?: ListOptions): KubeObject[] {
    return this.#store.list(resource, options);
  }

  update(resource: string, object: KubeObject): KubeObject {
    const current = this.get(resource, object.metadata.namespace, object.metadata.name);
    return this.#store.update(resource, current ? this.#managed(resource, object, current) : object);
  }

  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (draft: KubeObject) => void,
  ): KubeObject {
    const current = this.get(resource, namespace, name);
    return this.#store.modify(resource, namespace, name, (draft) => {
      change(draft);
      draft.metadata = this.#managed(resource, draft, current!).metadata;
    });
  }

  delete(...args: Parameters<ObjectStore['delete']>): KubeObject {
    return this.#store.delete(...args);
  }

  subscribe(resource: string, listener: (event: WatchEvent) => void): () => void {
    return this.#store.subscribe(resource, listener);
  }

  /** Components write status changes to the status subresource. */
  #managed(resource: string, object: KubeObject, old: KubeObject): KubeObject {
    const type = this.#type(resource);
    const writer = this.#writer();
    if (!type.subresources.includes('status')) return manageUpdate(type, object, old, writer);
    const { metadata } = manageUpdate(type, { ...object, status: old.status }, old, writer);
    const next = { ...object, metadata };
    return manageUpdate(type, next, { ...next, status: old.status }, { ...writer, subresource: 'status' });
  }
}
