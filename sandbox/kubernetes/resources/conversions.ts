import type { KubeObject } from '../object.ts';
import { groupVersion, type ServedType, STORED } from './types.ts';

type Convert = (object: KubeObject) => KubeObject;

interface Conversion {
  readonly toServed: Convert;
  readonly toStored: Convert;
}

/** Names of an event's fields: in core/v1, where events are stored, and in events.k8s.io/v1. */
const EVENT_FIELDS: readonly [core: string, events: string][] = [
  ['message', 'note'],
  ['involvedObject', 'regarding'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function renamed(object: KubeObject, apiVersion: string, names: readonly (readonly [string, string])[]): KubeObject {
  const result: KubeObject = { ...object, apiVersion };
  for (const [from, to] of names) {
    if (object[from] === undefined) continue;
    result[to] = object[from];
    delete result[from];
  }
  return result;
}

/** The one metric that autoscaling/v1 knows. */
// biome-ignore lint/suspicious/noExplicitAny: a MetricSpec or MetricStatus
const isCpu = (metric: any): boolean => metric.type === 'Resource' && metric.resource?.name === 'cpu';

function autoscalerToV1(object: KubeObject): KubeObject {
  const { metrics = [], behavior: _behavior, ...spec } = object.spec;
  const { currentMetrics = [], conditions: _conditions, ...status } = object.status ?? {};
  const target = metrics.find(isCpu)?.resource.target.averageUtilization;
  const current = currentMetrics.find(isCpu)?.resource.current.averageUtilization;
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    spec: { ...spec, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: { ...status, ...(current !== undefined && { currentCPUUtilizationPercentage: current }) },
  };
}

function autoscalerToV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: averageUtilization, ...spec } = object.spec;
  const metric = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
  const metrics = averageUtilization === undefined ? {} : { metrics: [metric] };
  return { ...object, apiVersion: 'autoscaling/v2', spec: { ...spec, ...metrics } };
}

/** By group/version and plural: the types that are stored in another form than they are served in. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  'events.k8s.io/v1/events': {
    toServed: (object) => renamed(object, 'events.k8s.io/v1', EVENT_FIELDS),
    toStored: (object) =>
      renamed(
        object,
        'v1',
        EVENT_FIELDS.map(([core, events]) => [events, core] as const),
      ),
  },
  'autoscaling/v1/horizontalpodautoscalers': { toServed: autoscalerToV1, toStored: autoscalerToV2 },
};

function conversion(type: ServedType): Conversion | undefined {
  return CONVERSIONS[`${groupVersion(type)}/${type.name}`];
}

/** A stored object in the version that the client asked for. */
export function toServed(type: ServedType, object: KubeObject): KubeObject {
  return conversion(type)?.toServed(object) ?? object;
}

/** An object of a served version in its stored form. */
export function toStored(type: ServedType, object: KubeObject): KubeObject {
  return conversion(type)?.toStored(object) ?? object;
}

/** The row in whose form objects of the type are stored. */
export function storedType(type: ServedType): ServedType {
  return STORED.get(type.name)!;
}
