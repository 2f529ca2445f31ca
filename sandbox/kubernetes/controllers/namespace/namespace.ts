import type { KubeObject } from '../../object.ts';
import { STORED } from '../../resources/types.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself } from '../controller.ts';

const NAMESPACED = [...STORED.values()].filter(({ namespaced }) => namespaced);

/** Empties a namespace that is being deleted, then lets it go. */
export function namespaceController({ store }: ControlPlane): Controller {
  /** Types that no store holds (reviews) have nothing to list. */
  const contents = (namespace: string): [resource: string, object: KubeObject][] =>
    NAMESPACED.flatMap(({ name }) =>
      store.list(name, { namespace }).map((object) => [name, object] as [string, KubeObject]),
    );

  return {
    name: 'namespace',
    watches: {
      namespaces: itself,
      pods: ({ metadata }, { type }) => (type === 'DELETED' ? [metadata.namespace!] : []),
    },
    reconcile(name, requeueAfter) {
      const namespace = store.get('namespaces', undefined, name);
      if (namespace?.metadata.deletionTimestamp === undefined) return;
      for (const [resource, { metadata }] of contents(name)) {
        if (metadata.deletionTimestamp === undefined) store.delete(resource, name, metadata.name);
      }
      if (contents(name).length > 0) {
        // Pods in their grace period are heard of; what waits for a finalizer of another type is looked for again.
        requeueAfter(5_000);
        return;
      }
      store.modify('namespaces', undefined, name, ({ spec }) => {
        spec.finalizers = [];
      });
    },
  };
}
