import type { KubeObject, OwnerReference } from '../../object.ts';
import { STORED } from '../../resources/types.ts';
import type { ControlPlane } from '../context.ts';
import type { Controller } from '../controller.ts';
import { Dependents, type Place, resourceOf } from './dependents.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface Owner extends Place {
  readonly uid: string;
}

/** Deletes objects whose owner is deleted, and handles foreground and orphaning deletions. */
export function garbageCollector({ store }: ControlPlane): Controller {
  const dependents = new Dependents(store);

  const keyFor = (owner: Owner): string => JSON.stringify(owner);

  function ownerOf({ metadata }: KubeObject, { apiVersion, kind, name, uid }: OwnerReference): Owner | undefined {
    const resource = resourceOf({ apiVersion, kind });
    if (resource === undefined) return undefined;
    return { resource, namespace: STORED.get(resource)!.namespaced ? metadata.namespace : undefined, name, uid };
  }

  const read = ({ resource, namespace, name }: Place): KubeObject | undefined => store.get(resource, namespace, name);

  const exists = (owner: Owner): boolean => read(owner)?.metadata.uid === owner.uid;

  function ownersOf(object: KubeObject): Owner[] {
    return (object.metadata.ownerReferences ?? []).flatMap((reference) => ownerOf(object, reference) ?? []);
  }

  function dropReference({ resource, namespace, name }: Place, uid: string): void {
    store.modify(resource, namespace, name, ({ metadata }) => {
      const left = metadata.ownerReferences?.filter((reference) => reference.uid !== uid) ?? [];
      if (left.length > 0) metadata.ownerReferences = left;
      else delete metadata.ownerReferences;
    });
  }

  function dropFinalizer({ resource, namespace, name }: Place, finalizer: string): void {
    store.modify(resource, namespace, name, ({ metadata }) => {
      metadata.finalizers = metadata.finalizers?.filter((each) => each !== finalizer) ?? [];
    });
  }

  /** A dependent with another living owner only loses the reference. */
  function collect(place: Place, uid: string): void {
    const object = read(place);
    if (!object || object.metadata.deletionTimestamp !== undefined) return;
    if (ownersOf(object).some((owner) => owner.uid !== uid && exists(owner))) dropReference(place, uid);
    else store.delete(place.resource, place.namespace, place.name);
  }

  /** The owner waits until those that block its deletion are gone; they go the same way. */
  function deleteInForeground(owner: Owner): void {
    const left = dependents.of(owner.uid);
    if (left.length === 0) {
      dropFinalizer(owner, FOREGROUND);
      return;
    }
    for (const place of left) {
      if (read(place)?.metadata.deletionTimestamp !== undefined) continue;
      if (dependents.of(read(place)?.metadata.uid ?? '').length > 0) {
        store.modify(place.resource, place.namespace, place.name, ({ metadata }) => {
          metadata.finalizers = [...(metadata.finalizers ?? []), FOREGROUND];
        });
      }
      collect(place, owner.uid);
    }
  }

  return {
    name: 'garbage-collector',
    watches: {},
    listen: (enqueue) => {
      const consider = (object: KubeObject, deleted: boolean): void => {
        const { namespace, name, uid, finalizers = [], deletionTimestamp } = object.metadata;
        const resource = resourceOf(object);
        const held =
          deletionTimestamp !== undefined && finalizers.some((each) => each === FOREGROUND || each === ORPHAN);
        if (resource !== undefined && (held || (deleted && dependents.of(uid).length > 0))) {
          enqueue(keyFor({ resource, namespace, name, uid }));
        }
        for (const owner of ownersOf(object)) {
          if (deleted ? read(owner)?.metadata.deletionTimestamp !== undefined : !exists(owner)) enqueue(keyFor(owner));
        }
      };
      for (const resource of STORED.keys()) for (const object of store.list(resource)) consider(object, false);
      return store.subscribe('*', (event) => {
        dependents.update(event);
        consider(event.object, event.type === 'DELETED');
      });
    },
    reconcile(key) {
      const owner = JSON.parse(key) as Owner;
      const object = exists(owner) ? read(owner) : undefined;
      if (!object) {
        for (const place of dependents.of(owner.uid)) collect(place, owner.uid);
        return;
      }
      if (object.metadata.deletionTimestamp === undefined) return;
      if (object.metadata.finalizers?.includes(ORPHAN)) {
        for (const place of dependents.of(owner.uid)) dropReference(place, owner.uid);
        dropFinalizer(owner, ORPHAN);
      } else if (object.metadata.finalizers?.includes(FOREGROUND)) deleteInForeground(owner);
    },
  };
}
