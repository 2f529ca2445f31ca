import { type Command, kubectl } from '../command/command.ts';
import { commandFailed } from '../command/execute.ts';
import { type RefusalKind, refusalOf } from '../command/refusal.ts';
import { explained, refused } from '../diagnosis/index.ts';
import type { Session } from '../session/session.ts';
import type { Condition, Look } from '../wait/condition.ts';
import type { Moment } from './pods.ts';

/** The part of any Kubernetes object that conditions read. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    /** The managers of the object's fields; only with `Selection.managers`. */
    readonly managedFields?: readonly { readonly manager: string }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: spec, status and data depend on the kind; each judge reads a few known fields
  readonly [field: string]: any;
}

/** A selection of objects: a resource such as `pods`, with a label selector or a name. */
export interface Selection {
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly selector?: string;
  /** With `metadata.managedFields`. */
  readonly managers?: boolean;
}

/** A watch that prints nothing for this long (ms) has no objects, or does not reach the API server: a list tells. */
const QUIET = 15_000;

/**
 * A condition on Kubernetes objects, read with `kubectl get` and watched with `kubectl get --watch`. `timeout` in ms.
 * @example
 * kubernetes({ what: 'job/train is complete', placeholder: 0, timeout: duration('1h'),
 *   of: { resource: 'job', name: 'train', namespace },
 *   judge: ([job]) => (job?.status?.succeeded ? met(1) : pending('running')) });
 */
export function kubernetes<T>(condition: {
  readonly what: string;
  readonly placeholder: T;
  readonly timeout: number;
  readonly stable?: boolean;
  readonly shell?: Condition['shell'];
  readonly of: Selection;
  readonly speaker?: Condition['speaker'];
  readonly judge: (objects: readonly KubernetesObject[], moment: Moment) => Look<T>;
  readonly evidence?: Condition['evidence'];
  readonly warnings?: Condition['warnings'];
}): Condition<T> {
  const { judge, of, ...rest } = condition;
  return {
    ...rest,
    look: async (session, signal, since = 0) =>
      judge(await list(of, session, signal), { now: session.target.clock.now(), since }),
    watch: async function* (session, signal, since = 0) {
      const objects = new Map<string, KubernetesObject>();
      const ended = new AbortController();
      const events = watchEvents(of, session, AbortSignal.any([signal, ended.signal]));
      let coming = events.next();
      try {
        const quiet = session.target.clock.sleep(QUIET, signal).then(() => true);
        if (await Promise.race([coming.then(() => false), quiet]))
          yield judge(await list(of, session, signal), { now: session.target.clock.now(), since });
        let before = '';
        for (let event = await coming; !event.done; event = await coming) {
          const { type, object } = event.value;
          if (type === 'DELETED') objects.delete(object.metadata.uid);
          else objects.set(object.metadata.uid, object);
          const look = judge([...objects.values()], { now: session.target.clock.now(), since });
          const now = JSON.stringify(look);
          if (look.state !== 'pending' || now !== before) yield look;
          before = now;
          coming = events.next();
        }
      } finally {
        // A generator that waits for its next event cannot return.
        ended.abort();
        await coming.catch(() => undefined);
        await events.return(undefined);
      }
    },
  };
}

/** The objects that exist; none for an unknown name, namespace or type. */
export async function list(of: Selection, session: Session, signal: AbortSignal): Promise<readonly KubernetesObject[]> {
  const command = kubectl`get ${selectionArgs(of)} -o json`;
  const execution = await session.ask(command, signal);
  const refusal = refusalOf(command, execution);
  if (refusal) {
    if (ABSENT.has(refusal.kind)) return [];
    throw explained(commandFailed(command, execution), refused(refusal));
  }
  const answer = JSON.parse(execution.stdout) as KubernetesObject;
  return answer.kind === 'List' ? answer.items : [answer];
}

/** No context before the cluster exists, no listener after it is deleted, no type before a CRD is installed. */
const ABSENT: ReadonlySet<RefusalKind> = new Set(['notFound', 'noContext', 'noType', 'notListening']);

function selectionArgs({ resource, namespace, name, selector, managers }: Selection): string[] {
  return [
    resource,
    ...(name === undefined ? [] : [name]),
    ...(selector === undefined ? [] : ['-l', selector]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
    ...(managers ? ['--show-managed-fields'] : []),
  ];
}

/** A watch selects a name by field, so that it works before the object exists. */
function watchCommand({ name, ...of }: Selection): Command {
  const byName = name === undefined ? [] : [`--field-selector=metadata.name=${name}`];
  return kubectl`get ${selectionArgs(of)} ${byName} --watch --output-watch-events -o json`;
}

export interface WatchedEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubernetesObject;
}

/** Changes of the objects, beginning with those that exist. kubectl prints one JSON document per line and event. */
export async function* watchEvents(of: Selection, session: Session, signal: AbortSignal): AsyncGenerator<WatchedEvent> {
  for await (const line of session.follow(watchCommand(of), signal)) {
    if (line.startsWith('{')) yield JSON.parse(line) as WatchedEvent;
  }
}
