import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';

/** The fields of UpdateNodePoolRequest that replace one of the node configuration, and what they wrap it in. */
const CONFIG: Readonly<Record<string, { readonly field: string; readonly wrapped?: string }>> = {
  labels: { field: 'labels', wrapped: 'labels' },
  taints: { field: 'taints', wrapped: 'taints' },
  tags: { field: 'tags', wrapped: 'tags' },
  resourceLabels: { field: 'resourceLabels', wrapped: 'labels' },
  workloadMetadataConfig: { field: 'workloadMetadataConfig' },
  kubeletConfig: { field: 'kubeletConfig' },
  linuxNodeConfig: { field: 'linuxNodeConfig' },
  gvnic: { field: 'gvnic' },
  gcfsConfig: { field: 'gcfsConfig' },
  loggingConfig: { field: 'loggingConfig' },
};

/** Those of the pool itself. */
const POOL = ['management', 'upgradeSettings', 'nodeDrainConfig', 'queuedProvisioning'];

/** Those that only say which pool is meant. */
const ADDRESS = ['name', 'projectId', 'zone', 'clusterId', 'nodePoolId', 'etag'];

/** @returns the changed fields of the NodePool message. @throws GoogleApiError 400 for one that cannot be changed here */
export function changesOf(message: JsonObject, { config }: JsonObject): JsonObject {
  const asked = Object.entries(message).filter(([name]) => !ADDRESS.includes(name));
  if (asked.length === 0) throw new GoogleApiError(400, 'Must specify a field to update.');
  const changes: Record<string, unknown> = {};
  for (const [name, value] of asked) {
    const place = Object.hasOwn(CONFIG, name) ? CONFIG[name] : undefined;
    if (place) changes.config = { ...((changes.config ?? config) as object), [place.field]: unwrapped(value, place) };
    else if (POOL.includes(name)) changes[name] = value;
    else throw new GoogleApiError(400, `[sandbox] Not simulated: updating ${name}.`);
  }
  return changes;
}

function unwrapped(value: unknown, { wrapped }: { readonly wrapped?: string }): unknown {
  return wrapped === undefined || !isObject(value) ? value : value[wrapped];
}
