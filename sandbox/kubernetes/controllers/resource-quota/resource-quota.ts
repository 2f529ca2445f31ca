import type { KubeObject } from '../../object.ts';
import { formatQuantity, parseQuantity } from '../../resources/quantity.ts';
import { same } from '../../store/json.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, keyOf, splitKey } from '../controller.ts';
import { usageOf } from './usage.ts';

/** Keeps the used amounts in the status of each ResourceQuota. */
export function resourceQuotaController({ store }: ControlPlane): Controller {
  const quotas = ({ metadata: { namespace } }: KubeObject): string[] =>
    store.list('resourcequotas', { namespace }).map(keyOf);
  return {
    name: 'resourcequota',
    watches: { resourcequotas: itself, pods: quotas, services: quotas, jobs: quotas, persistentvolumeclaims: quotas },
    reconcile(key) {
      const [namespace, name] = splitKey(key);
      const quota = store.get('resourcequotas', namespace, name);
      if (!quota) return;
      const hard: Record<string, string> = quota.spec?.hard ?? {};
      const used = Object.fromEntries(
        Object.entries(hard).map(([resource, limit]) => {
          const { format } = parseQuantity(limit);
          return [resource, formatQuantity({ nano: usageOf(resource, namespace!, store), format })];
        }),
      );
      if (same(quota.status, { hard, used })) return;
      store.modify('resourcequotas', namespace, name, (draft) => {
        draft.status = { hard, used };
      });
    },
  };
}
