import type { Point } from '../chart/index.ts';
import { type Command, kubectl } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import { resumed } from '../wait/resumed.ts';

/** Desired and ready replicas since the beginning of the watch. Times are ms of the target's clock. */
export interface ReplicaHistory {
  readonly desired: readonly Point[];
  readonly ready: readonly Point[];
  stop(): Promise<void>;
}

/** Record every change that kubectl's watch reports. */
export function watchReplicas(
  { hpa, deployment, namespace }: Readonly<Record<'hpa' | 'deployment' | 'namespace', string>>,
  session: Session,
): ReplicaHistory {
  const stopped = new AbortController();
  const signal = AbortSignal.any([session.signal, stopped.signal]);
  const desired: Point[] = [];
  const ready: Point[] = [];
  const watched = Promise.all([
    record(watch('hpa', hpa, namespace, '{.status.desiredReplicas}'), session, signal, (point) => {
      // 0 before the autoscaler's first evaluation.
      if (point[1] > 0) desired.push(point);
    }),
    record(watch('deployment', deployment, namespace, '{.status.readyReplicas}'), session, signal, (point) =>
      ready.push(point),
    ),
  ]);
  watched.catch(() => undefined);
  return {
    desired,
    ready,
    stop: async () => {
      stopped.abort();
      await watched.catch(() => undefined);
    },
  };
}

function watch(resource: string, name: string, namespace: string, path: string): Command {
  // Selected by field, so that the watch outlives the object.
  const byName = `--field-selector=metadata.name=${name}`;
  return kubectl`get ${resource} ${byName} -n ${namespace} --watch -o jsonpath=${`${path}{"\\n"}`}`;
}

/** A missing field counts as 0. */
async function record(
  command: Command,
  session: Session,
  signal: AbortSignal,
  add: (point: Point) => void,
): Promise<void> {
  const lines = resumed('replicas', () => session.follow(command, signal), session, signal);
  for await (const line of lines) add([session.target.clock.now(), Number(line)]);
}
