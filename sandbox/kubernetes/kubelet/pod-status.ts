import { hash, Random } from '../../core/random.ts';
import { type Condition, type NewCondition, withCondition } from '../controllers/conditions.ts';
import { timestamp } from '../controllers/time.ts';
import type { KubeObject } from '../object.ts';
import { qosClass } from '../resources/quality-of-service.ts';
import { parseImage } from './images.ts';
import { phaseOf } from './phase.ts';
import type { ContainerRecord, PodRecord, Run } from './pod-record.ts';

/** Why a container is not running; without a reason it is just not its turn yet. */
export interface Waiting {
  readonly reason: string | undefined;
  readonly message?: string;
}

/** What a status is made from, beside the record. */
export interface Observed {
  readonly now: number;
  readonly hostIP: string;
  readonly podIP: string;
  readonly waiting: ReadonlyMap<string, Waiting>;
  /** Names of the containers that have passed their startup probe. */
  readonly started: ReadonlySet<string>;
  readonly ready: ReadonlySet<string>;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
}

export interface ContainerStatus {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: one of running, waiting and terminated
  readonly state: any;
  // biome-ignore lint/suspicious/noExplicitAny: {} or terminated
  readonly lastState: any;
  readonly ready: boolean;
  readonly started: boolean;
  readonly restartCount: number;
}

/** Only a native sidecar goes on beside the containers. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

/** A pod's status as its kubelet reports it. */
export function podStatus(pod: KubeObject, record: PodRecord, observed: Observed): KubeObject['status'] {
  const inits: Container[] = pod.spec.initContainers ?? [];
  const containers: Container[] = pod.spec.containers;
  const statusOf = (container: Container): ContainerStatus =>
    containerStatus(container, record.containers[container.name], observed, inits);
  const initStatuses = inits.map(statusOf);
  const statuses = containers.map(statusOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const phase = phaseOf(pod, initStatuses, statuses);
  const network = record.mountedAt !== undefined && { podIP: observed.podIP, podIPs: [{ ip: observed.podIP }] };
  return {
    phase,
    conditions: conditions(pod, record, { phase, inits, initStatuses, statuses }, observed.now),
    hostIP: observed.hostIP,
    hostIPs: [{ ip: observed.hostIP }],
    ...network,
    startTime: timestamp(record.startedAt),
    ...(inits.length > 0 && { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
    qosClass: qosClass(pod.spec),
  };
}

function containerStatus(
  container: Container,
  record: ContainerRecord | undefined,
  { waiting, started, ready }: Observed,
  inits: readonly Container[],
): ContainerStatus {
  const { name, image, restartPolicy } = container;
  const run = record?.run;
  const running = run !== undefined && run.end === undefined;
  const wait = waiting.get(name);
  const idle = {
    reason: wait?.reason ?? (inits.length > 0 ? 'PodInitializing' : 'ContainerCreating'),
    message: wait?.message,
  };
  const { repository, tag } = parseImage(image);
  const state = running
    ? { running: { startedAt: timestamp(run.startedAt) } }
    : run?.end && !wait
      ? { terminated: terminated(run) }
      : { waiting: idle.message === undefined ? { reason: idle.reason } : idle };
  const last = run?.end && wait ? run : record?.previous;
  const ended = run?.end?.exitCode === 0 && restartPolicy !== 'Always';
  return {
    name,
    image: `${repository}:${tag}`,
    imageID: run ? `${repository}@sha256:${Random.of(hash(image), 'digest').hex(64)}` : '',
    ...(run && { containerID: `containerd://${run.id}` }),
    ready: running ? ready.has(name) && !(inits.includes(container) && !isSidecar(container)) : ended,
    started: running && started.has(name),
    restartCount: record?.restarts ?? 0,
    state,
    lastState: last?.end ? { terminated: terminated(last) } : {},
  } as ContainerStatus;
}

function terminated({ id, startedAt, end }: Run): object {
  return {
    containerID: `containerd://${id}`,
    exitCode: end!.exitCode,
    reason: end!.reason,
    startedAt: timestamp(startedAt),
    finishedAt: timestamp(end!.at),
  };
}

interface Statuses {
  readonly phase: string;
  readonly inits: readonly Container[];
  readonly initStatuses: readonly ContainerStatus[];
  readonly statuses: readonly ContainerStatus[];
}

function conditions(
  pod: KubeObject,
  record: PodRecord,
  { phase, inits, initStatuses, statuses }: Statuses,
  now: number,
): Condition[] {
  const uninitialized = initStatuses.filter((status, i) => !(isSidecar(inits[i]!) ? status.started : status.ready));
  const unready = statuses.filter(({ ready }) => !ready);
  const done = phase === 'Succeeded' || phase === 'Failed';
  const notReady = done
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: ${names(unready)}` };
  const readiness: Omit<NewCondition, 'type'> =
    done || unready.length > 0 ? { status: 'False', ...notReady } : { status: 'True' };
  const sandbox = record.mountedAt !== undefined && !done;
  const current: NewCondition[] = [
    { type: 'PodReadyToStartContainers', status: sandbox ? 'True' : 'False' },
    uninitialized.length > 0
      ? {
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: ${names(uninitialized)}`,
        }
      : { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' && { reason: 'PodCompleted' }) },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', status: 'True' },
  ];
  const known: Condition[] = pod.status?.conditions ?? [];
  return current.map((condition) => withCondition(known, condition, now).find(({ type }) => type === condition.type)!);
}

const names = (statuses: readonly ContainerStatus[]): string => `[${statuses.map(({ name }) => name).join(' ')}]`;
