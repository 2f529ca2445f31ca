import type { Container, Pod } from 'kubernetes-types/core/v1.d.ts';
import { milliValue } from '../../resources/quantity.ts';

/**
 * What each pod requests of a resource, in milli-units by pod name: of all containers and sidecars, or of one container.
 * @throws when a container requests none.
 */
export function podRequests(pods: readonly Pod[], resource: string, container?: string): ReadonlyMap<string, number> {
  return new Map(pods.map((pod) => [pod.metadata!.name!, requestOf(pod, resource, container)]));
}

function requestOf(pod: Pod, resource: string, container: string | undefined): number {
  const name = pod.metadata!.name!;
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const all: readonly Container[] = [...(pod.spec?.containers ?? []), ...sidecars];
  const counted = all.filter((each) => container === undefined || each.name === container);
  if (counted.length === 0) throw new Error(`container ${container} not found in Pod ${name}`);
  let sum = 0;
  for (const each of counted) {
    const request = each.resources?.requests?.[resource];
    if (request === undefined) {
      throw new Error(`missing request for ${resource} in container ${each.name} of Pod ${name}`);
    }
    sum += milliValue(request as string);
  }
  return sum;
}
