import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { timeOf } from '../../../lib/kubernetes/why-no-node.ts';

/** An event of Kubernetes on the page. */
export interface EventView {
  readonly id: string;
  /** ms of the target's clock. */
  readonly at: number;
  readonly warning: boolean;
  readonly reason: string;
  /** `Pod vllm-tpu-abc`. */
  readonly about: string;
  readonly message: string;
  readonly count: number;
}

/** The most events on a page, and the longest message (characters). */
const MOST = 40;
const LONGEST = 300;

/** Events of these namespaces, newest first. Events of nodes are in `default`. */
export function eventsOf(objects: readonly KubernetesObject[], namespaces: readonly string[]): readonly EventView[] {
  return objects
    .filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''))
    .map(eventOf)
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => b.at - a.at || a.id.localeCompare(b.id))
    .slice(0, MOST);
}

function eventOf(event: KubernetesObject): EventView {
  const { kind = '', name = '' } = event.involvedObject ?? {};
  const message = String(event.message ?? '');
  return {
    id: event.metadata.uid,
    at: timeOf(event),
    warning: event.type === 'Warning',
    reason: String(event.reason ?? ''),
    about: `${kind} ${name}`,
    message: message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message,
    count: Number(event.series?.count ?? event.count ?? 1),
  };
}
