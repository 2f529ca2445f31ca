import { hash, Random } from '../../core/random.ts';
import { timestamp } from '../time.ts';
import { fullName, parseImage } from './images.ts';
import type { ContainerRecord, Run } from './pod-record.ts';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
}

/** Why a container is not running; without a reason it is just not its turn yet. */
export interface Waiting {
  readonly reason: string | undefined;
  readonly message?: string;
}

/** What of a container is not in its record. */
export interface ContainerObservation {
  readonly waiting: Waiting | undefined;
  /** It has passed its startup probe. */
  readonly started: boolean;
  readonly ready: boolean;
  /** What a container of this pod waits for when there is nothing else to say. */
  readonly turn: 'ContainerCreating' | 'PodInitializing';
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

/** Only a native sidecar keeps running with the containers. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

export function containerStatus(
  { name, image }: Container,
  record: ContainerRecord | undefined,
  { waiting, started, ready, turn }: ContainerObservation,
): ContainerStatus & Record<string, unknown> {
  const run = record?.run;
  const running = run !== undefined && run.end === undefined;
  const last = run?.end && waiting ? run : record?.previous;
  return {
    name,
    image: fullName(image),
    imageID: run ? `${parseImage(image).repository}@sha256:${Random.of(hash(image), 'digest').hex(64)}` : '',
    ...(run && { containerID: `containerd://${run.id}` }),
    ready: running && ready,
    started: running && started,
    restartCount: record?.restarts ?? 0,
    state: stateOf(run, waiting, turn),
    lastState: last?.end ? terminated(last) : {},
  };
}

function stateOf(run: Run | undefined, waiting: Waiting | undefined, turn: string): object {
  if (run && !run.end) return { running: { startedAt: timestamp(run.startedAt) } };
  if (run && !waiting) return terminated(run);
  const reason = waiting?.reason ?? turn;
  return { waiting: waiting?.message === undefined ? { reason } : { reason, message: waiting.message } };
}

function terminated({ id, startedAt, end }: Run): object {
  return {
    terminated: {
      containerID: `containerd://${id}`,
      exitCode: end!.exitCode,
      reason: end!.reason,
      startedAt: timestamp(startedAt),
      finishedAt: timestamp(end!.at),
    },
  };
}
