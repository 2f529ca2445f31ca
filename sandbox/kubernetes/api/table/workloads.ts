import type { KubeObject } from '../../object.ts';
import { formatLabelSelector } from '../../store/selectors.ts';
import { AGE, age, type Column, humanDuration, NAME } from './column.ts';

// biome-ignore lint/suspicious/noExplicitAny: a Container
const containers = (object: KubeObject): readonly any[] =>
  (object.spec.jobTemplate ?? object).spec.template.spec.containers;

const number = (name: string, value: (object: KubeObject) => number | undefined): Column => ({
  name,
  type: 'integer',
  cell: (object) => value(object) ?? 0,
});

const WIDE: readonly Column[] = [
  {
    name: 'Containers',
    priority: 1,
    cell: (object) =>
      containers(object)
        .map(({ name }) => name)
        .join(','),
  },
  {
    name: 'Images',
    priority: 1,
    cell: (object) =>
      containers(object)
        .map(({ image }) => image)
        .join(','),
  },
];
const SELECTOR: Column = {
  name: 'Selector',
  priority: 1,
  cell: ({ spec }) => formatLabelSelector(spec.selector) || '<none>',
};

export const DEPLOYMENTS: readonly Column[] = [
  NAME,
  { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}` },
  number('Up-to-date', ({ status }) => status?.updatedReplicas),
  number('Available', ({ status }) => status?.availableReplicas),
  AGE,
  ...WIDE,
  SELECTOR,
];

export const REPLICA_SETS: readonly Column[] = [
  NAME,
  number('Desired', ({ spec }) => spec.replicas),
  number('Current', ({ status }) => status?.replicas),
  number('Ready', ({ status }) => status?.readyReplicas),
  AGE,
  ...WIDE,
  SELECTOR,
];

export const DAEMON_SETS: readonly Column[] = [
  NAME,
  number('Desired', ({ status }) => status?.desiredNumberScheduled),
  number('Current', ({ status }) => status?.currentNumberScheduled),
  number('Ready', ({ status }) => status?.numberReady),
  number('Up-to-date', ({ status }) => status?.updatedNumberScheduled),
  number('Available', ({ status }) => status?.numberAvailable),
  {
    name: 'Node Selector',
    cell: ({ spec }) => formatLabelSelector({ matchLabels: spec.template.spec.nodeSelector ?? {} }) || '<none>',
  },
  AGE,
  ...WIDE,
  SELECTOR,
];

export const STATEFUL_SETS: readonly Column[] = [
  NAME,
  { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}` },
  AGE,
  ...WIDE,
];

function jobStatus({ metadata, status }: KubeObject): string {
  const holds = (type: string): boolean =>
    (status?.conditions ?? []).some(
      (each: { type: string; status: string }) => each.type === type && each.status === 'True',
    );
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (metadata.deletionTimestamp) return 'Terminating';
  if (holds('Suspended')) return 'Suspended';
  if (holds('FailureTarget')) return 'FailureTarget';
  return holds('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function completions({ spec, status }: KubeObject): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return spec.parallelism > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: KubeObject, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return humanDuration(end - Date.parse(status.startTime));
}

export const JOBS: readonly Column[] = [
  NAME,
  { name: 'Status', cell: jobStatus },
  { name: 'Completions', cell: completions },
  { name: 'Duration', cell: jobDuration },
  AGE,
  ...WIDE,
  SELECTOR,
];

export const CRON_JOBS: readonly Column[] = [
  NAME,
  { name: 'Schedule', cell: ({ spec }) => spec.schedule },
  { name: 'Timezone', cell: ({ spec }) => spec.timeZone ?? '<none>' },
  { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
  number('Active', ({ status }) => status?.active?.length),
  {
    name: 'Last Schedule',
    cell: ({ status }, now) => (status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>'),
  },
  AGE,
  ...WIDE,
];

export const CONTROLLER_REVISIONS: readonly Column[] = [
  NAME,
  {
    name: 'Controller',
    cell: ({ metadata }) => {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller);
      return owner ? `${owner.kind.toLowerCase()}.${owner.apiVersion.split('/')[0]}/${owner.name}` : '<none>';
    },
  },
  number('Revision', ({ revision }) => revision),
  AGE,
];
