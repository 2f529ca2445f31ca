import type { KubeObject } from '../../object.ts';
import { AGE, age, type Column, NAME } from './column.ts';

interface ContainerState {
  readonly waiting?: { readonly reason?: string };
  readonly running?: object;
  readonly terminated?: {
    readonly reason?: string;
    readonly exitCode: number;
    readonly signal?: number;
    readonly finishedAt?: string;
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

/** What `kubectl get pods` sums up of a pod: printers.go's printPod. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly status: string;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
}

export function summarize(pod: KubeObject): PodSummary {
  const { spec, status = {}, metadata } = pod;
  const sidecars = new Set<string>(
    (spec.initContainers ?? [])
      .filter(({ restartPolicy }: { restartPolicy?: string }) => restartPolicy === 'Always')
      .map(({ name }: { name: string }) => name),
  );
  const starting: readonly ContainerStatus[] = status.initContainerStatuses ?? [];
  const containers: readonly ContainerStatus[] = status.containerStatuses ?? [];
  const conditionIs = (type: string): boolean =>
    (status.conditions ?? []).some(
      (each: { type: string; status: string }) => each.type === type && each.status === 'True',
    );
  const readySidecars = initialized(starting, sidecars).filter(({ name, ready }) => sidecars.has(name) && ready);
  const phase = status.reason || status.phase || 'Unknown';
  const initReason = initializing(starting, sidecars, spec.initContainers?.length ?? 0);
  const reported =
    initReason && !conditionIs('Initialized') ? starting : [...onlySidecars(starting, sidecars), ...containers];
  const running = containers.filter(({ ready, state }) => ready && state?.running);
  let reason = isGated(status) ? 'SchedulingGated' : (initReason ?? phase);
  if (!initReason || conditionIs('Initialized')) {
    reason = containers.map(containerReason).find((each) => each !== undefined) ?? reason;
    if (reason === 'Completed' && running.length > 0) reason = conditionIs('Ready') ? 'Running' : 'NotReady';
  }
  if (metadata.deletionTimestamp && !['Succeeded', 'Failed'].includes(status.phase)) {
    reason = status.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  }
  return {
    ready: readySidecars.length + (initReason && !conditionIs('Initialized') ? 0 : running.length),
    total: spec.containers.length + sidecars.size,
    status: reason,
    restarts: reported.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastRestart: latest(reported.map(({ lastState }) => lastState?.terminated?.finishedAt)),
  };
}

function onlySidecars(statuses: readonly ContainerStatus[], sidecars: ReadonlySet<string>): ContainerStatus[] {
  return statuses.filter(({ name }) => sidecars.has(name));
}

/** Whether an init container has done its part: ended well, or a sidecar that has started. */
function isDone({ name, state, started }: ContainerStatus, sidecars: ReadonlySet<string>): boolean {
  return state?.terminated?.exitCode === 0 || (sidecars.has(name) && started === true);
}

/** The init containers before the first that is not done. */
function initialized(statuses: readonly ContainerStatus[], sidecars: ReadonlySet<string>): ContainerStatus[] {
  const first = statuses.findIndex((status) => !isDone(status, sidecars));
  return statuses.slice(0, first < 0 ? undefined : first);
}

/** The state of the first unfinished init container; undefined when all are finished. */
function initializing(
  statuses: readonly ContainerStatus[],
  sidecars: ReadonlySet<string>,
  count: number,
): string | undefined {
  const index = statuses.findIndex((status) => !isDone(status, sidecars));
  if (index < 0) return undefined;
  const { terminated, waiting } = statuses[index]!.state ?? {};
  if (terminated) return `Init:${terminated.reason || exit(terminated)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${count}`;
}

function containerReason({ state }: ContainerStatus): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason;
  return state?.terminated && (state.terminated.reason || exit(state.terminated));
}

function exit({ signal, exitCode }: { signal?: number; exitCode: number }): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function isGated(status: { conditions?: { type: string; reason?: string }[] }): boolean {
  return (status.conditions ?? []).some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}

function restarts(pod: KubeObject, now: number): string {
  const { restarts: count, lastRestart } = summarize(pod);
  return count > 0 && lastRestart ? `${count} (${age(lastRestart, now)} ago)` : String(count);
}

function readinessGates({ spec, status }: KubeObject): string {
  const gates: { conditionType: string }[] = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some(
      (each: { type: string; status: string }) => each.type === conditionType && each.status === 'True',
    ),
  );
  return `${met.length}/${gates.length}`;
}

export const PODS: readonly Column[] = [
  NAME,
  { name: 'Ready', cell: (pod) => `${summarize(pod).ready}/${summarize(pod).total}` },
  { name: 'Status', cell: (pod) => summarize(pod).status },
  { name: 'Restarts', cell: restarts },
  AGE,
  { name: 'IP', priority: 1, cell: ({ status }) => status?.podIP ?? '<none>' },
  { name: 'Node', priority: 1, cell: ({ spec }) => spec.nodeName ?? '<none>' },
  { name: 'Nominated Node', priority: 1, cell: ({ status }) => status?.nominatedNodeName ?? '<none>' },
  { name: 'Readiness Gates', priority: 1, cell: readinessGates },
];
