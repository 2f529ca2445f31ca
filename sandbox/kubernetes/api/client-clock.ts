import type { ApiRequest } from '../../core/http.ts';
import type { World } from '../../core/world.ts';
import type { KubeObject } from '../object.ts';

type Times = Readonly<Record<string, readonly (readonly string[])[]>>;

const EVENT_TIMES = [['eventTime'], ['firstTimestamp'], ['lastTimestamp'], ['series', 'lastObservedTime']];

/** The times that kubectl shows as nothing but ages by its own clock, by the command that it names in a header and by kind. */
const AGED: Readonly<Record<string, Times>> = {
  'kubectl describe': { Event: EVENT_TIMES, Pod: [['metadata', 'creationTimestamp']] },
  'kubectl events': { Event: EVENT_TIMES },
};

/** The object with those times moved from the simulated clock to the client's, so that ages are what has gone by in simulated time. */
export function byClientClock(
  object: KubeObject,
  { headers }: Pick<ApiRequest, 'headers'>,
  { clock }: World,
): KubeObject {
  const paths = AGED[String(headers['kubectl-command'])]?.[object.kind];
  if (!paths) return object;
  const lag = Date.now() - clock.now();
  return paths.reduce((moved, path) => movedAt(moved, path, lag), object);
}

function movedAt<T extends object>(value: T, [field, ...rest]: readonly string[], lag: number): T {
  const member = (value as Record<string, unknown>)[field!];
  if (typeof member === 'string') return { ...value, [field!]: microTime(Date.parse(member) + lag) };
  return member ? { ...value, [field!]: movedAt(member, rest, lag) } : value;
}

/** `metav1.MicroTime`, which `metav1.Time` takes too. */
const microTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
