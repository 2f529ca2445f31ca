import { loadData } from '../../../core/data.ts';
import type { CloudProvider } from '../../cloud.ts';
import type { NewObject } from '../../object.ts';
import { STORED } from '../../resources/types.ts';
import type { ControlPlane } from '../context.ts';
import type { Controller } from '../controller.ts';
import { kubeSystem } from './kube-system.ts';

/** There is one thing to reconcile. */
const ADDONS = 'addons';

/** An object that GKE keeps in a cluster. */
export interface AddonObject {
  readonly object: NewObject;
  readonly isWanted: (cloud: CloudProvider) => boolean;
}

const RESOURCES = new Map([...STORED.values()].map(({ kind, name }) => [kind, name]));

const managedPrometheus = (): readonly AddonObject[] =>
  loadData<readonly NewObject[]>('managed-prometheus').map((object) => ({
    object,
    isWanted: (cloud) => cloud.addon('managedPrometheus'),
  }));

/** Keeps in gmp-system and kube-system what GKE runs there, add-ons as long as they are on. What people change of it stays changed. */
export function addons({ store, cloud }: Pick<ControlPlane, 'store' | 'cloud'>): Controller {
  const all = [...managedPrometheus(), ...kubeSystem()];
  return {
    name: ADDONS,
    watches: {},
    listen: (enqueue) => {
      enqueue(ADDONS);
      return cloud.subscribe(() => enqueue(ADDONS));
    },
    reconcile() {
      for (const { object, isWanted } of all) {
        const resource = RESOURCES.get(object.kind)!;
        const { namespace, name } = object.metadata;
        const wanted = isWanted(cloud);
        const present = store.get(resource, namespace, name!) !== undefined;
        if (wanted && !present) store.create(resource, structuredClone(object));
        if (!wanted && present) store.delete(resource, namespace, name!);
      }
    },
  };
}
