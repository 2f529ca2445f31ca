import type { KubeObject } from '../object.ts';
import { quantityValue } from '../resources/quantity.ts';

/** Amounts by resource name: cores, bytes, chips. */
export type Resources = ReadonlyMap<string, number>;

interface Container {
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Record<string, string>; readonly limits?: Record<string, string> };
}

const known = new WeakMap<object, Resources>();

/** A pod's requests: the sum of its containers and sidecars, or the larger request of an init container. */
export function podRequests(pod: KubeObject): Resources {
  const cached = known.get(pod.spec);
  if (cached) return cached;
  const requests = new Map<string, number>();
  for (const container of (pod.spec.containers ?? []) as Container[]) add(requests, requestsOf(container));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of (pod.spec.initContainers ?? []) as Container[]) {
    if (container.restartPolicy === 'Always') add(sidecars, requestsOf(container));
    else raise(peak, plus(sidecars, requestsOf(container)));
  }
  add(requests, sidecars);
  raise(requests, peak);
  known.set(pod.spec, requests);
  return requests;
}

export function parseResources(list: Readonly<Record<string, string>> | undefined): Map<string, number> {
  return new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, quantityValue(quantity)]));
}

export function add(to: Map<string, number>, amounts: Resources, sign: 1 | -1 = 1): void {
  for (const [name, amount] of amounts) to.set(name, (to.get(name) ?? 0) + sign * amount);
}

function plus(a: Resources, b: Resources): Resources {
  const sum = new Map(a);
  add(sum, b);
  return sum;
}

function raise(to: Map<string, number>, amounts: Resources): void {
  for (const [name, amount] of amounts) to.set(name, Math.max(to.get(name) ?? 0, amount));
}

function requestsOf({ resources }: Container): Resources {
  return parseResources({ ...resources?.limits, ...resources?.requests });
}
