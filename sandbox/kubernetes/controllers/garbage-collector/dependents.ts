import type { KubeObject, ObjectStore, OwnerReference, WatchEvent } from '../../object.ts';
import { STORED } from '../../resources/types.ts';

/** Where an object is kept. */
export interface Place {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.split('/')[0]! : '');

const RESOURCES = new Map([...STORED.values()].map(({ group, kind, name }) => [`${group}/${kind}`, name]));

/** The plural name of an object's type; undefined for one that is not served. */
export function resourceOf({ apiVersion, kind }: Pick<OwnerReference, 'apiVersion' | 'kind'>): string | undefined {
  return RESOURCES.get(`${groupOf(apiVersion)}/${kind}`);
}

/** Who depends on whom: the objects that name an owner, by the owner's uid. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, Place>>();

  constructor(store: ObjectStore) {
    for (const resource of STORED.keys()) {
      for (const object of store.list(resource)) this.#note(resource, object);
    }
  }

  of(uid: string): Place[] {
    return [...(this.#byOwner.get(uid)?.values() ?? [])];
  }

  update({ type, object, previous }: WatchEvent): void {
    const resource = resourceOf(object);
    if (resource === undefined) return;
    for (const { uid } of previous?.metadata.ownerReferences ?? []) this.#forget(uid, object.metadata.uid);
    if (type !== 'DELETED') this.#note(resource, object);
  }

  #note(resource: string, { metadata }: KubeObject): void {
    for (const { uid } of metadata.ownerReferences ?? []) {
      let places = this.#byOwner.get(uid);
      if (!places) {
        places = new Map();
        this.#byOwner.set(uid, places);
      }
      places.set(metadata.uid, { resource, namespace: metadata.namespace, name: metadata.name });
    }
  }

  #forget(owner: string, dependent: string): void {
    const places = this.#byOwner.get(owner);
    places?.delete(dependent);
    if (places?.size === 0) this.#byOwner.delete(owner);
  }
}
