import { amountOf, missingOf, usageOf } from '../controllers/resource-quota/usage.ts';
import type { ObjectStore } from '../object.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../resources/quantity.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbidden } from './forbidden.ts';

/** ResourceQuota: what a namespace may have of a type, and of what pods ask for. */
export function resourceQuota({ store }: { store: ObjectStore }): AdmissionPlugin {
  return (object, { resource, operation, namespace }) => {
    if (operation !== 'CREATE' || namespace === undefined) return object;
    for (const { metadata, spec } of store.list('resourcequotas', { namespace })) {
      const limits = Object.entries((spec?.hard ?? {}) as Record<string, string>).sort(byName);
      const missing = resource === 'pods' ? limits.flatMap(([name]) => missingOf(name, object)) : [];
      if (missing.length > 0) {
        throw forbidden(resource, object, `failed quota: ${metadata.name}: must specify ${missing.join('; ')}`);
      }
      const exceeded = limits.flatMap(([name, hard]) => {
        const amount = amountOf(name, resource, object);
        const limit = parseQuantity(hard);
        const used = amount > 0n ? usageOf(name, namespace, store) : 0n;
        return amount > 0n && used + amount > limit.nano ? [{ name, amount, used, limit }] : [];
      });
      if (exceeded.length > 0)
        throw forbidden(resource, object, `exceeded quota: ${metadata.name}, ${figures(exceeded)}`);
    }
    return object;
  };
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

interface Exceeded {
  readonly name: string;
  readonly amount: bigint;
  readonly used: bigint;
  readonly limit: Quantity;
}

function figures(rows: readonly Exceeded[]): string {
  const list = (read: (row: Exceeded) => bigint): string =>
    rows.map((row) => `${row.name}=${formatQuantity({ nano: read(row), format: row.limit.format })}`).join();
  return `requested: ${list(({ amount }) => amount)}, used: ${list(({ used }) => used)}, limited: ${list(({ limit }) => limit.nano)}`;
}
