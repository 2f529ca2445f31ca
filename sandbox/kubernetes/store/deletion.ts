import type { KubeObject } from '../object.ts';
import { parseTime, timestamp } from '../time.ts';

/** The options of `ObjectStore.delete`. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
}

/** Some 68 years (s): what still gives a date. */
const LONGEST = 2 ** 31 - 1;

/**
 * How long the object lives on after it was deleted (s). Only pods end gracefully, and only where a kubelet has them:
 * one that is not on a node, or has ended, goes at once.
 */
export function gracePeriod(resource: string, object: KubeObject, options: DeleteOptions): number {
  if (resource !== 'pods') return 0;
  if (!object.spec?.nodeName || ['Succeeded', 'Failed'].includes(object.status?.phase)) return 0;
  const asked = options.gracePeriodSeconds ?? object.spec.terminationGracePeriodSeconds ?? 30;
  return Math.min(Math.max(0, asked), LONGEST);
}

/** Whether the object may not go yet: finalizers (a namespace has its own kind) or a running grace period. */
export function held(object: KubeObject): boolean {
  const { finalizers, deletionGracePeriodSeconds } = object.metadata;
  return (
    (finalizers?.length ?? 0) > 0 ||
    (deletionGracePeriodSeconds ?? 0) > 0 ||
    (object.kind === 'Namespace' && (object.spec?.finalizers?.length ?? 0) > 0)
  );
}

/** The object with its deletion asked for; a later request may only shorten the grace period. */
export function marked(object: KubeObject, seconds: number, now: number): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  const asked = deletionTimestamp !== undefined;
  if (asked && (deletionGracePeriodSeconds ?? 0) <= seconds) return object;
  const start = asked ? parseTime(deletionTimestamp) - (deletionGracePeriodSeconds ?? 0) * 1000 : now;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: timestamp(asked ? Math.max(now, start + seconds * 1000) : now + seconds * 1000),
    deletionGracePeriodSeconds: seconds,
  };
  if (object.kind === 'Namespace') return { ...object, metadata, status: { ...object.status, phase: 'Terminating' } };
  return { ...object, metadata };
}
