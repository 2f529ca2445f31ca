import type { KubeObject } from '../../object.ts';
import { AGE, age, type Column, NAME } from './column.ts';

const CREATED_AT: Column = { name: 'Created At', cell: ({ metadata }) => metadata.creationTimestamp };
const size = (map: object | undefined): number => Object.keys(map ?? {}).length;

function nodeStatus({ spec, status }: KubeObject): string {
  const ready = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

function roles({ metadata }: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const labels = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return (
    labels
      .map((label) => label.slice(prefix.length))
      .sort()
      .join(',') || '<none>'
  );
}

const address =
  (type: string) =>
  (node: KubeObject): string =>
    node.status?.addresses?.find((each: { type: string }) => each.type === type)?.address ?? '<none>';
const nodeInfo = (name: string, field: string, priority = 1): Column => ({
  name,
  priority,
  cell: ({ status }) => status?.nodeInfo?.[field] ?? '<unknown>',
});

export const NODES: readonly Column[] = [
  NAME,
  { name: 'Status', cell: nodeStatus },
  { name: 'Roles', cell: roles },
  AGE,
  nodeInfo('Version', 'kubeletVersion', 0),
  { name: 'Internal-IP', priority: 1, cell: address('InternalIP') },
  { name: 'External-IP', priority: 1, cell: address('ExternalIP') },
  nodeInfo('OS-Image', 'osImage'),
  nodeInfo('Kernel-Version', 'kernelVersion'),
  nodeInfo('Container-Runtime', 'containerRuntimeVersion'),
];

export const NAMESPACES: readonly Column[] = [NAME, { name: 'Status', cell: ({ status }) => status?.phase }, AGE];

export const SECRETS: readonly Column[] = [
  NAME,
  { name: 'Type', cell: ({ type }) => type },
  { name: 'Data', type: 'integer', cell: ({ data }) => size(data) },
  AGE,
];

export const CONFIG_MAPS: readonly Column[] = [
  NAME,
  { name: 'Data', type: 'integer', cell: ({ data, binaryData }) => size(data) + size(binaryData) },
  AGE,
];

export const SERVICE_ACCOUNTS: readonly Column[] = [
  NAME,
  { name: 'Secrets', type: 'integer', cell: ({ secrets }) => secrets?.length ?? 0 },
  AGE,
];

function source({ source: from, reportingComponent, reportingInstance }: KubeObject): string {
  const component = from?.component || reportingComponent;
  const host = from?.host || reportingInstance;
  return host ? `${component}, ${host}` : (component ?? '');
}

const firstSeen = ({ firstTimestamp, eventTime }: KubeObject, now: number): string =>
  age(firstTimestamp ?? eventTime, now);

function lastSeen(event: KubeObject, now: number): string {
  const last = event.series?.lastObservedTime ?? event.lastTimestamp;
  return last ? age(last, now) : firstSeen(event, now);
}

export const EVENTS: readonly Column[] = [
  { name: 'Last Seen', cell: lastSeen },
  { name: 'Type', cell: ({ type }) => type },
  { name: 'Reason', cell: ({ reason }) => reason },
  { name: 'Object', cell: ({ involvedObject: { kind = '', name = '' } }) => `${kind.toLowerCase()}/${name}` },
  { name: 'Subobject', priority: 1, cell: ({ involvedObject }) => involvedObject.fieldPath ?? '' },
  { name: 'Source', priority: 1, cell: source },
  { name: 'Message', cell: ({ message }) => (message ?? '').trim() },
  { name: 'First Seen', priority: 1, cell: firstSeen },
  { name: 'Count', priority: 1, type: 'integer', cell: ({ count, series }) => series?.count ?? (count || 1) },
  { ...NAME, priority: 1 },
];

export const LEASES: readonly Column[] = [
  NAME,
  { name: 'Holder', cell: ({ spec }) => spec?.holderIdentity ?? '' },
  AGE,
];

export const DISRUPTION_BUDGETS: readonly Column[] = [
  NAME,
  { name: 'Min Available', cell: ({ spec }) => String(spec.minAvailable ?? 'N/A') },
  { name: 'Max Unavailable', cell: ({ spec }) => String(spec.maxUnavailable ?? 'N/A') },
  { name: 'Allowed Disruptions', type: 'integer', cell: ({ status }) => status?.disruptionsAllowed ?? 0 },
  AGE,
];

export const PRIORITY_CLASSES: readonly Column[] = [
  NAME,
  { name: 'Value', type: 'integer', cell: ({ value }) => value },
  { name: 'Global-Default', type: 'boolean', cell: ({ globalDefault }) => globalDefault === true },
  AGE,
  { name: 'PreemptionPolicy', priority: 1, cell: ({ preemptionPolicy = 'PreemptLowerPriority' }) => preemptionPolicy },
];

function availability({ status }: KubeObject): string {
  const available = status?.conditions?.find(({ type }: { type: string }) => type === 'Available');
  if (!available) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason})`;
}

export const API_SERVICES: readonly Column[] = [
  NAME,
  { name: 'Service', cell: ({ spec }) => (spec.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local') },
  { name: 'Available', cell: availability },
  AGE,
];

export const CREATED: readonly Column[] = [NAME, CREATED_AT];
