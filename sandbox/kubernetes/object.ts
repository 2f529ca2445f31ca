/** Any Kubernetes object, as it travels in JSON. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the kind; typed views are made with `kubernetes-types` where they are used
  [field: string]: any;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: unknown[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** A resource type as the API serves it: one row of `resources/`. */
export interface ResourceType {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, lower case: `pods`. */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Which of `status`, `scale`, `log`, `exec`, … the type serves. */
  readonly subresources: readonly string[];
}

export interface ListOptions {
  /** All namespaces when undefined. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** The object before the change (undefined for ADDED): lets a filtered watch turn MODIFIED into ADDED or DELETED. */
  readonly previous?: KubeObject;
}

/**
 * All objects of one cluster: synchronous, in memory, journaled. The API server validates and defaults what comes from
 * outside and writes through this; controllers read and write it directly, by the plural name of the type (`pods`).
 * Objects that it returns are frozen in spirit: never mutate them, `modify` gives a draft.
 * Errors are `StatusError` (AlreadyExists 409, NotFound 404, Conflict 409).
 */
export interface ObjectStore {
  create(resource: string, object: NewObject): KubeObject;
  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: string, options?: ListOptions): KubeObject[];
  /** Replace; a stale `metadata.resourceVersion` is a Conflict. `generation` moves when anything but metadata and status changed. */
  update(resource: string, object: KubeObject): KubeObject;
  /** Read, change a deep copy in place, write; nothing is written when nothing changed. NotFound when it is gone. */
  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (draft: KubeObject) => void,
  ): KubeObject;
  /** Sets deletionTimestamp when finalizers or a grace period hold the object, removes it otherwise. */
  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
    options?: { gracePeriodSeconds?: number },
  ): KubeObject;
  /** Called synchronously after each write. @param resource a plural name, or '*' for every type. */
  subscribe(resource: string, listener: (event: WatchEvent) => void): () => void;
  /** The same objects, written by a field manager that `metadata.managedFields` records. */
  as(manager: string, subresource?: string): ObjectStore;
  /** The version of the last write. */
  readonly resourceVersion: number;
}

/** The creator's fields: the store adds uid, resourceVersion, creationTimestamp, generation and a generated name. */
export type NewObject = Omit<KubeObject, 'metadata'> & { metadata: Partial<ObjectMeta> };
