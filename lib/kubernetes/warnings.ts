import type { Session } from '../session/session.ts';
import { type KubernetesObject, watchEvents } from './objects.ts';
import { timeOf } from './why-no-node.ts';

/** Normal events that say why nothing happens. */
export const TELLING: ReadonlySet<string> = new Set(['NotTriggerScaleUp']);
/** A server that still loads fails its probes; the pod's state says it. */
const EXPECTED = /^(?:Readiness|Startup) probe failed/;

/** The warnings about objects in a namespace since a time, as they come: `Pod vllm-tpu-abc: FailedMount: …`. */
export async function* warnings(
  namespace: string,
  session: Session,
  signal: AbortSignal,
  since = 0,
): AsyncGenerator<string> {
  for await (const { type, object } of watchEvents({ resource: 'events', namespace }, session, signal)) {
    if (type !== 'DELETED' && timeOf(object) >= since - 1000 && isWarning(object)) yield worded(object);
  }
}

/** A warning that says why something does not happen. */
export function isWarning(event: KubernetesObject): boolean {
  return (event.type === 'Warning' && !isExpected(event)) || TELLING.has(event.reason);
}

/** A failed probe of a server that still loads. */
export function isExpected({ message = '' }: KubernetesObject): boolean {
  return EXPECTED.test(message);
}

function worded({ involvedObject, reason, message }: KubernetesObject): string {
  return `${involvedObject?.kind} ${involvedObject?.name}: ${reason}: ${message}`;
}
