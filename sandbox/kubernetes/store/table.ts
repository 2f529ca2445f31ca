import type { KubeObject } from '../object.ts';

/** All objects of one resource type, by namespace ('' for cluster-scoped ones) and name. */
export class ObjectTable {
  readonly #namespaces = new Map<string, Map<string, KubeObject>>();

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? '';
    let names = this.#namespaces.get(namespace);
    if (!names) {
      names = new Map();
      this.#namespaces.set(namespace, names);
    }
    names.set(object.metadata.name, object);
  }

  delete(namespace: string, name: string): void {
    const names = this.#namespaces.get(namespace);
    names?.delete(name);
    if (names?.size === 0) this.#namespaces.delete(namespace);
  }

  /** @param namespace all of them when undefined. */
  *objects(namespace?: string): IterableIterator<KubeObject> {
    if (namespace !== undefined) {
      yield* this.#namespaces.get(namespace)?.values() ?? [];
      return;
    }
    for (const names of this.#namespaces.values()) yield* names.values();
  }
}
