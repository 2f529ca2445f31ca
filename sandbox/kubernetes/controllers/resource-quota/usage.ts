import type { KubeObject, NewObject, ObjectStore } from '../../object.ts';
import { parseQuantity } from '../../resources/quantity.ts';
import { hasEnded } from '../pods.ts';

const ONE = 1_000_000_000n;

/** The counted types that quotas name without `count/`. */
const COUNTED = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
];

/** Where a quota's name says what it counts: `pods`, `count/jobs.batch`. */
function typeOf(name: string): string | undefined {
  if (COUNTED.includes(name)) return name;
  return /^count\/([^.]+)/.exec(name)?.[1];
}

interface Compute {
  readonly field: 'requests' | 'limits';
  readonly resource: string;
}

/** `requests.google.com/tpu` and `cpu` are requests of pods, `limits.memory` a limit. */
function computed(name: string): Compute | undefined {
  const [, field = 'requests', resource] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage|[\w.-]+\/[\w.-]+)$/.exec(name) ?? [];
  return resource && !name.startsWith('count/') ? { field: field as Compute['field'], resource } : undefined;
}

interface Container {
  readonly name: string;
  readonly resources?: Readonly<Record<Compute['field'], Readonly<Record<string, string>> | undefined>>;
}

/** What an object adds to a quota's resource, in billionths. */
export function amountOf(name: string, resource: string, object: NewObject | KubeObject): bigint {
  if (typeOf(name) === resource) return ONE;
  const compute = computed(name);
  if (!compute || resource !== 'pods') return 0n;
  const containers = (object.spec?.containers ?? []) as Container[];
  return containers.reduce((sum, container) => sum + asked(container, compute), 0n);
}

function asked({ resources }: Container, { field, resource }: Compute): bigint {
  const value = resources?.[field]?.[resource] ?? (field === 'requests' ? resources?.limits?.[resource] : undefined);
  return value === undefined ? 0n : parseQuantity(value).nano;
}

/** What a namespace uses of a quota's resource, in billionths. Pods that have ended use nothing. */
export function usageOf(name: string, namespace: string, store: Pick<ObjectStore, 'list'>): bigint {
  const resource = typeOf(name) ?? 'pods';
  return store
    .list(resource, { namespace })
    .filter((object) => resource !== 'pods' || !hasEnded(object))
    .reduce((sum, object) => sum + amountOf(name, resource, object), 0n);
}

/** `limits.cpu for: vllm-tpu`, of a pod that does not say what the quota limits. */
export function missingOf(name: string, pod: NewObject): string[] {
  const compute = computed(name);
  if (!compute || compute.resource.includes('/')) return [];
  const silent = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].filter(
    (container: Container) =>
      container.resources?.[compute.field]?.[compute.resource] === undefined && asked(container, compute) === 0n,
  );
  return silent.length > 0 ? [`${name} for: ${silent.map((it) => it.name).join()}`] : [];
}
