import type { KubeObject, NewObject, ObjectStore } from '../object.ts';
import { formatQuantity, parseQuantity } from '../resources/quantity.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbidden } from './forbidden.ts';
import { allContainers } from './pod-plugin.ts';

type Amounts = Readonly<Record<string, string>>;

interface Item {
  readonly type: string;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly min?: Amounts;
  readonly max?: Amounts;
  readonly maxLimitRequestRatio?: Amounts;
}

/** What is asked for of each resource. */
interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/**
 * LimitRanger: requests and limits that a namespace gives to containers without any, and its bounds. The texts are those of
 * plugin/pkg/admission/limitranger of Kubernetes.
 */
export function limitRanger({ store }: { store: ObjectStore }): AdmissionPlugin {
  return (object, { resource, operation, namespace }) => {
    const ranges = operation === 'CREATE' && namespace !== undefined ? store.list('limitranges', { namespace }) : [];
    if (ranges.length === 0) return object;
    const items = ranges.flatMap(({ spec }: KubeObject): Item[] => spec?.limits ?? []);
    const filled = resource === 'pods' && object.spec?.containers ? withDefaults(object, items) : object;
    const errors = items.flatMap((item) => violations(filled, resource, item));
    if (errors.length > 0) throw forbidden(resource, object, errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]!);
    return filled;
  };
}

const ANNOTATION = 'kubernetes.io/limit-ranger';

function withDefaults(pod: NewObject, items: readonly Item[]): NewObject {
  const set: string[] = [];
  const own = items.filter(({ type }) => type === 'Container');
  const fill = (amounts: Amounts = {}, defaults: Amounts, what: string): Amounts => {
    const missing = Object.entries(defaults).filter(([name]) => amounts[name] === undefined);
    set.push(...missing.map(([name]) => `${name} ${what}`));
    return { ...Object.fromEntries(missing), ...amounts };
  };
  const filled = (kind: string) => (container: NewObject) => {
    const { resources = {} } = container;
    const requests = own.reduce(
      (all, { defaultRequest = {} }) => fill(all, defaultRequest, `request for ${kind} ${container.name}`),
      resources.requests as Amounts | undefined,
    );
    const limits = own.reduce(
      (all, { default: preset = {} }) => fill(all, preset, `limit for ${kind} ${container.name}`),
      resources.limits as Amounts | undefined,
    );
    return { ...container, resources: { ...resources, ...(requests && { requests }), ...(limits && { limits }) } };
  };
  const { containers, initContainers } = pod.spec;
  const spec = {
    ...pod.spec,
    containers: containers.map(filled('container')),
    ...(initContainers && { initContainers: initContainers.map(filled('init container')) }),
  };
  if (set.length === 0) return pod;
  const note = { [ANNOTATION]: `LimitRanger plugin set: ${set.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...note } }, spec };
}

function violations(object: NewObject, resource: string, item: Item): string[] {
  return askedOf(object, resource, item.type).flatMap((asked) => [
    ...bounds(item, 'min', asked),
    ...bounds(item, 'max', asked),
    ...ratios(item, asked),
  ]);
}

/** The things of an object for which a kind of limit counts. */
function askedOf(object: NewObject, resource: string, type: string): Asked[] {
  if (resource === 'persistentvolumeclaims' && type === 'PersistentVolumeClaim') {
    const { requests = {} } = object.spec?.resources ?? {};
    return [{ requests, limits: requests }];
  }
  if (resource !== 'pods') return [];
  const of = ({ resources = {} }: { resources?: Partial<Asked> }): Asked => ({
    requests: {},
    limits: {},
    ...resources,
  });
  if (type === 'Container') return allContainers(object.spec).map(of);
  if (type !== 'Pod') return [];
  const all: Asked[] = (object.spec?.containers ?? []).map(of);
  return [{ requests: sum(all.map(({ requests }) => requests)), limits: sum(all.map(({ limits }) => limits)) }];
}

function sum(all: readonly Amounts[]): Amounts {
  const names = new Set(all.flatMap((amounts) => Object.keys(amounts)));
  return Object.fromEntries(
    [...names].map((name) => {
      const parts = all.flatMap((amounts) => (amounts[name] === undefined ? [] : [parseQuantity(amounts[name])]));
      const nano = parts.reduce((total, part) => total + part.nano, 0n);
      return [name, formatQuantity({ nano, format: parts[0]!.format })];
    }),
  );
}

function bounds({ type, ...item }: Item, side: 'min' | 'max', { requests, limits }: Asked): string[] {
  const beyond = (value: string, bound: string): boolean =>
    side === 'min' ? nano(value) < nano(bound) : nano(value) > nano(bound);
  return Object.entries(item[side] ?? {}).flatMap(([name, bound]) => {
    const rule = `${side}imum ${name} usage per ${type} is ${bound}`;
    const [request, limit] = [requests[name], limits[name]];
    const needed = side === 'min' ? request : limit;
    if (needed === undefined) return [`${rule}.  No ${side === 'min' ? 'request' : 'limit'} is specified`];
    // A claim has no limit.
    const counts =
      type === 'PersistentVolumeClaim'
        ? [['request', request]]
        : [
            ['limit', limit],
            ['request', request],
          ];
    const [which, value] = counts.find(([, each]) => each !== undefined && beyond(each, bound)) ?? [];
    return which === undefined ? [] : [`${rule}, but ${which} is ${value}`];
  });
}

function ratios({ type, maxLimitRequestRatio = {} }: Item, { requests, limits }: Asked): string[] {
  return Object.entries(maxLimitRequestRatio).flatMap(([name, most]) => {
    const [request, limit] = [requests[name], limits[name]];
    const rule = `${name} max limit to request ratio per ${type} is ${most}`;
    if (request === undefined || limit === undefined || nano(request) === 0n) {
      const missing = request === undefined ? 'request' : 'limit';
      return [`${rule}, but no ${missing} is specified or ${missing} is 0`];
    }
    const ratio = Number(nano(limit)) / Number(nano(request));
    return ratio > Number(nano(most)) / 1e9 ? [`${rule}, but provided ratio is ${ratio.toFixed(6)}`] : [];
  });
}

const nano = (quantity: string): bigint => parseQuantity(quantity).nano;
