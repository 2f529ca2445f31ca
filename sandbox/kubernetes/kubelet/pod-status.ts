import { type Condition, type NewCondition, withCondition } from '../controllers/conditions.ts';
import type { KubeObject } from '../object.ts';
import { qosClass } from '../resources/quality-of-service.ts';
import { timestamp } from '../time.ts';
import { type Container, type ContainerStatus, containerStatus, isSidecar, type Waiting } from './container-status.ts';
import { phaseOf } from './phase.ts';
import type { PodRecord } from './pod-record.ts';

/** The inputs of a status besides the record. */
export interface Observed {
  readonly now: number;
  readonly hostIP: string;
  readonly podIP: string;
  readonly waiting: ReadonlyMap<string, Waiting>;
  /** Names of the containers that have passed their startup probe. */
  readonly started: ReadonlySet<string>;
  readonly ready: ReadonlySet<string>;
}

/** A pod's status as its kubelet reports it. */
export function podStatus(pod: KubeObject, record: PodRecord, observed: Observed): KubeObject['status'] {
  const inits: Container[] = pod.spec.initContainers ?? [];
  const containers: Container[] = pod.spec.containers;
  const statusOf = (container: Container): ContainerStatus =>
    containerStatus(container, record.containers[container.name], {
      waiting: observed.waiting.get(container.name),
      started: observed.started.has(container.name),
      ready: observed.ready.has(container.name),
      turn: inits.length > 0 ? 'PodInitializing' : 'ContainerCreating',
    });
  const initStatuses = inits.map((container) => initStatus(container, statusOf(container)));
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

/** An init container is ready once it has succeeded; a sidecar is ready like any other container. */
function initStatus(container: Container, status: ContainerStatus): ContainerStatus {
  return isSidecar(container) ? status : { ...status, ready: status.state.terminated?.exitCode === 0 };
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
