import type { NewObject, ObjectStore } from '../object.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../resources/quantity.ts';
import { amountOf, missingOf, usageOf } from '../resources/quota-usage.ts';
import { StatusError } from '../store/status-error.ts';
import type { AdmissionPlugin } from './admission.ts';

/** ResourceQuota: what a namespace may have of a type, and of what pods ask for. */
export function resourceQuota({ store }: { store: ObjectStore }): AdmissionPlugin {
  return (object, { resource, operation, namespace }) => {
    if (operation !== 'CREATE' || namespace === undefined) return object;
    for (const quota of store.list('resourcequotas', { namespace })) {
      const hard: Readonly<Record<string, string>> = quota.spec?.hard ?? {};
      check(store, namespace, quota.metadata.name, hard, resource, object);
    }
    return object;
  };
}

function check(
  store: ObjectStore,
  namespace: string,
  quota: string,
  hard: Readonly<Record<string, string>>,
  resource: string,
  object: NewObject,
): void {
  const asked = Object.keys(hard).flatMap((name) => {
    const amount = amountOf(name, resource, object);
    return amount > 0n ? [{ name, amount }] : [];
  });
  const missing =
    resource === 'pods'
      ? Object.keys(hard)
          .sort()
          .flatMap((name) => missingOf(name, object))
      : [];
  if (missing.length > 0)
    throw forbidden(resource, object, `failed quota: ${quota}: must specify ${missing.join('; ')}`);
  const rows = asked
    .map(({ name, amount }) => ({
      name,
      amount,
      used: usageOf(name, namespace, store),
      limit: parseQuantity(hard[name]!),
    }))
    .filter(({ amount, used, limit }) => used + amount > limit.nano)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (rows.length === 0) return;
  const list = (read: (row: (typeof rows)[number]) => bigint): string =>
    rows.map((row) => `${row.name}=${formatQuantity({ nano: read(row), format: formatOf(row.limit) })}`).join();
  throw forbidden(
    resource,
    object,
    `exceeded quota: ${quota}, requested: ${list(({ amount }) => amount)}, used: ${list(({ used }) => used)}, limited: ${list(({ limit }) => limit.nano)}`,
  );
}

const formatOf = ({ format }: Quantity): Quantity['format'] => format;

function forbidden(resource: string, { metadata }: NewObject, why: string): StatusError {
  const name = metadata.name ?? metadata.generateName ?? '';
  return new StatusError('Forbidden', `${resource} "${name}" is forbidden: ${why}`, { name, kind: resource });
}
