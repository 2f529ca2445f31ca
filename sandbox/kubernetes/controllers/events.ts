import type { Clock } from '../../core/clock.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import { timestamp } from '../time.ts';
import { SpamFilter } from './spam-filter.ts';

export type EventType = 'Normal' | 'Warning';

/** How many events about one object a component may record at once. */
const BURST = 25;

/** Components that look at everything every few seconds, and say a thing once in five minutes. */
const SPARING = new Set(['cluster-autoscaler']);

/** Records what a component did to an object, as `kubectl describe` and `kubectl get events` show it. */
export type Recorder = (about: KubeObject, type: EventType, reason: string, message: string) => void;

/**
 * The events of a cluster. The same thing said again about the same object raises the event's count (`x12 over 3m`)
 * instead of making another, and a component that says too much about one object is silenced, both as client-go does it.
 */
export class EventLog {
  readonly #clock: Clock;
  readonly #store: ObjectStore;
  readonly #known = new Map<string, { namespace: string; name: string }>();
  readonly #spam: SpamFilter;
  #sequence = 0;

  constructor({ clock, store }: { clock: Clock; store: ObjectStore }) {
    this.#clock = clock;
    this.#store = store;
    this.#spam = new SpamFilter(clock);
    for (const event of store.list('events')) this.#remember(event);
    store.subscribe('events', ({ type, object }) => {
      if (type === 'DELETED') this.#known.delete(identity(object));
    });
  }

  /** @param host the node, for a kubelet. */
  recorder(component: string, host?: string): Recorder {
    const source = { component, ...(host !== undefined && { host }) };
    const sparing = SPARING.has(component);
    return (about, type, reason, message) => {
      const subject = `${component}/${host}/${about.metadata.uid}`;
      const admitted = sparing
        ? this.#spam.admits(`${subject}/${reason}/${message}`, 1)
        : this.#spam.admits(subject, BURST);
      if (!admitted) return;
      const now = timestamp(this.#clock.now());
      const namespace = about.metadata.namespace ?? 'default';
      const event = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace, name: `${about.metadata.name}.${this.#stamp()}` },
        involvedObject: referenceTo(about),
        type,
        reason,
        message,
        source,
        reportingComponent: component,
        reportingInstance: host ?? '',
        firstTimestamp: now,
        lastTimestamp: now,
        eventTime: null,
        count: 1,
      };
      const known = this.#known.get(identity(event));
      if (!known) return this.#remember(this.#store.create('events', event));
      this.#store.modify('events', known.namespace, known.name, (draft) => {
        draft.count += 1;
        draft.lastTimestamp = now;
      });
    };
  }

  #remember(event: KubeObject): void {
    this.#known.set(identity(event), { namespace: event.metadata.namespace!, name: event.metadata.name });
  }

  /** Nanoseconds in hexadecimal, as client-go names its events; the sequence keeps them apart. */
  #stamp(): string {
    this.#sequence = (this.#sequence + 1) % 1_000_000;
    return (BigInt(Math.floor(this.#clock.now())) * 1_000_000n + BigInt(this.#sequence)).toString(16);
  }
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): object {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind, ...(namespace !== undefined && { namespace }), name, uid, apiVersion, resourceVersion };
}

// biome-ignore lint/suspicious/noExplicitAny: an event as it is stored or is going to be
function identity({ involvedObject, type, reason, message, source }: any): string {
  return JSON.stringify([involvedObject?.uid, type, reason, message, source?.component, source?.host]);
}
