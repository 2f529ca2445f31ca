import type { KubeObject } from '../../object.ts';
import { parseTime } from '../../time.ts';

/** DefaultJobPodFailureBackOff and MaxJobPodFailureBackOff of pkg/controller/job (ms). */
const FIRST = 10_000;
const LONGEST = 360_000;

/** When the next pod may follow those that have failed (simulated ms since the epoch). */
export function nextPodAt(pods: readonly KubeObject[]): number {
  const failed = pods.filter(({ status }) => status?.phase === 'Failed').map(endOf);
  if (failed.length === 0) return 0;
  return Math.max(...failed) + Math.min(LONGEST, FIRST * 2 ** (failed.length - 1));
}

interface Ended {
  readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
}

function endOf({ metadata, status }: KubeObject): number {
  const statuses: readonly Ended[] = status?.containerStatuses ?? [];
  const ends = statuses.flatMap(({ state }) => state?.terminated?.finishedAt ?? []);
  return Math.max(parseTime(metadata.creationTimestamp), ...ends.map(parseTime));
}
