import { loadData } from '../../../core/data.ts';
import type { NewObject } from '../../object.ts';
import { STORED } from '../../resources/types.ts';
import type { ControlPlane } from '../context.ts';
import type { Controller } from '../controller.ts';

/** There is one thing to reconcile. */
const ADDON = 'managed-prometheus';

const RESOURCES = new Map([...STORED.values()].map(({ kind, name }) => [kind, name]));

/** Keeps in gmp-system what Managed Prometheus consists of, as long as the cluster has it. What people change of it stays changed. */
export function managedPrometheus({ store, cloud }: Pick<ControlPlane, 'store' | 'cloud'>): Controller {
  return {
    name: ADDON,
    watches: {},
    listen: (enqueue) => {
      enqueue(ADDON);
      return cloud.subscribe(() => enqueue(ADDON));
    },
    reconcile() {
      const wanted = cloud.addon('managedPrometheus');
      for (const object of loadData<readonly NewObject[]>(ADDON)) {
        const resource = RESOURCES.get(object.kind)!;
        const { namespace, name } = object.metadata;
        const present = store.get(resource, namespace, name!) !== undefined;
        if (wanted && !present) store.create(resource, structuredClone(object));
        if (!wanted && present) store.delete(resource, namespace, name!);
      }
    },
  };
}
