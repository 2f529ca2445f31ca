import type { Document } from './answer.ts';
import { normal } from './normal.ts';

/** A state of an object and the time when it was first seen in it. */
export interface Stay {
  readonly state: string;
  readonly since: number;
}

/** The states of one object's field, in their order: `Pod/vllm-tpu-* phase` → Pending, Running. */
export interface Track {
  /** Without what differs between two runs. */
  readonly name: string;
  readonly stays: readonly Stay[];
}

interface Observed {
  readonly of: string;
  readonly state: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The states in the documents. A repeated state counts once. */
export function tracksOf(documents: readonly Document[]): readonly Track[] {
  const tracks = new Map<string, Stay[]>();
  for (const { at, value } of [...documents].sort((one, other) => one.at - other.at))
    for (const { of, state } of statesIn(value)) {
      const stays = tracks.get(of) ?? [];
      tracks.set(of, stays);
      if (stays.at(-1)?.state !== state) stays.push({ state, since: at });
    }
  return [...tracks].map(([of, stays]) => ({ name: normal(of), stays }));
}

function* statesIn(value: unknown): Generator<Observed> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield* [...ofKubernetes(value as Fields), ...ofGoogle(value as Fields)];
  for (const inner of Object.values(value)) yield* statesIn(inner);
}

/** A phase, conditions, and containers: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
function* ofKubernetes({ kind, metadata, status }: Fields): Generator<Observed> {
  const { name, uid } = (metadata ?? {}) as Fields;
  if (typeof kind !== 'string' || typeof name !== 'string' || status === null || typeof status !== 'object') return;
  const object = `${kind}/${name}`;
  const own = status as Fields;
  // An object that is made again begins again.
  const of = (field: string): string => `${object} ${field}${typeof uid === 'string' ? ` ${uid}` : ''}`;
  if (typeof own.phase === 'string') yield { of: of('phase'), state: own.phase };
  for (const { type, status: holds } of listOf(own.conditions)) yield { of: of(`${type}`), state: `${holds}` };
  for (const { name: container, state } of listOf(own.containerStatuses)) {
    const [how, why] = Object.entries((state ?? {}) as Fields)[0] ?? ['unknown'];
    const reason = (why as Fields | undefined)?.reason;
    yield { of: of(`container ${container}`), state: reason === undefined ? how : `${how}: ${reason}` };
  }
}

/** Clusters, node pools and operations: a name and a status in capitals, or its number. */
function* ofGoogle({ name, status, operationType }: Fields): Generator<Observed> {
  if (typeof name !== 'string' || (typeof status !== 'number' && !/^[A-Z_]+$/.test(`${status}`))) return;
  yield { of: `${typeof operationType === 'string' ? operationType : name} status`, state: `${status}` };
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
