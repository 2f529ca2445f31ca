import type { MetricSpec, MetricStatus, MetricTarget } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import { formatQuantity, milliValue, parseQuantity, quantityFromMilli } from '../../resources/quantity.ts';
import type { MetricsClient } from './metrics-client.ts';
import {
  averageUtilization,
  averageValue,
  type PodSamples,
  type Proposal,
  replicasForPods,
  replicasForShare,
  replicasForValue,
  type Tolerances,
} from './replicas.ts';
import { podRequests } from './requests.ts';
import type { Scale } from './scale.ts';

/** What a metric is evaluated for. */
export interface Subject {
  readonly namespace: string;
  readonly scale: Scale;
  /** All pods that the scale's selector matches. */
  readonly pods: readonly Pod[];
  readonly tolerances: Tolerances;
  readonly now: number;
}

/** A metric's answer. */
export interface Evaluation {
  readonly replicas: number;
  /** As conditions and events name the metric: `pods metric NAME`. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** One value of `spec.metrics[].type`. */
interface Source {
  /** The reason of the event and of the condition ScalingActive when it fails. */
  readonly failure: string;
  /** What comes before the cause in the summary of all metrics (the event FailedComputeMetricsReplicas). */
  readonly summary: (spec: MetricSpec) => string;
  readonly evaluate: (spec: MetricSpec, subject: Subject, client: MetricsClient) => Promise<Evaluation>;
}

/** The sources of metrics, after computeReplicasForMetric and the computeStatusFor… functions of upstream's horizontal.go. */
export const SOURCES: Readonly<Record<string, Source>> = {
  Pods: {
    failure: 'FailedGetPodsMetric',
    summary: () => 'failed to get pods metric value',
    async evaluate({ pods: spec }, subject, client) {
      const { metric, target } = spec!;
      const metrics = await prefixed(
        `unable to get metric ${metric.name}`,
        client.pods(subject.namespace, metric, subject.scale.selector),
      );
      const proposal = replicasForPods({ ...samplesOf(subject), metrics }, () =>
        averageValue(milli(target.averageValue)),
      );
      const current = { averageValue: quantityFromMilli(proposal.usage) };
      return {
        replicas: proposal.replicas,
        name: `pods metric ${metric.name}`,
        status: { type: 'Pods', pods: { metric, current } },
      };
    },
  },
  Resource: {
    failure: 'FailedGetResourceMetric',
    summary: ({ resource }) => `failed to get ${resource!.name} resource metric value`,
    async evaluate({ resource: spec }, subject, client) {
      const { name, target } = spec!;
      const { replicas, current } = await resourceUsage(name, target, undefined, subject, client);
      const of = target.averageValue === undefined ? ' utilization (percentage of request)' : '';
      return { replicas, name: `${name} resource${of}`, status: { type: 'Resource', resource: { name, current } } };
    },
  },
  ContainerResource: {
    failure: 'FailedGetContainerResourceMetric',
    summary: ({ containerResource }) => `failed to get ${containerResource!.container} container metric value`,
    async evaluate({ containerResource: spec }, subject, client) {
      const { name, container, target } = spec!;
      const { replicas, current } = await resourceUsage(name, target, container, subject, client);
      return {
        replicas,
        name:
          target.averageValue === undefined
            ? `${name} container resource utilization (percentage of request)`
            : `${name} resource`,
        status: { type: 'ContainerResource', containerResource: { name, container, current } },
      };
    },
  },
  Object: {
    failure: 'FailedGetObjectMetric',
    summary: () => 'failed to get object metric value',
    async evaluate({ object: spec }, subject, client) {
      const { metric, target, describedObject } = spec!;
      const { kind, name } = describedObject;
      // Upstream's format string has its arguments in the wrong order; users know the text as it is.
      const value = await client.object(subject.namespace, metric, describedObject).catch((error: Error) => {
        throw new Error(
          `unable to get metric ${metric.name}: ${kind} on ${subject.namespace} ${name}/${error.message}`,
        );
      });
      const { proposal, current } = shared(value, target, subject);
      return {
        replicas: proposal.replicas,
        name: target.type === 'Value' ? `${kind} metric ${metric.name}` : `external metric ${describe(metric)}`,
        status: { type: 'Object', object: { metric, describedObject, current } },
      };
    },
  },
  External: {
    failure: 'FailedGetExternalMetric',
    summary: ({ external }) =>
      external!.target.averageValue === undefined
        ? `failed to get ${external!.metric.name} external metric value: failed to get external metric ${external!.metric.name}`
        : `failed to get ${external!.metric.name} external metric value: failed to get ${external!.metric.name} external metric`,
    async evaluate({ external: spec }, subject, client) {
      const { metric, target } = spec!;
      const values = await prefixed(
        `unable to get external metric ${subject.namespace}/${metric.name}/${goString(metric.selector)}`,
        client.external(subject.namespace, metric),
      );
      const total = values.reduce((sum, value) => sum + value, 0);
      const { proposal, current } = shared(total, target, subject);
      return {
        replicas: proposal.replicas,
        name: `external metric ${describe(metric)}`,
        status: { type: 'External', external: { metric, current } },
      };
    },
  },
};

async function resourceUsage(
  resource: string,
  target: MetricTarget,
  container: string | undefined,
  subject: Subject,
  client: MetricsClient,
): Promise<{ replicas: number; current: object }> {
  const absolute = target.averageValue !== undefined;
  return prefixed(
    `failed to get ${resource} ${absolute ? 'usage' : 'utilization'}`,
    (async () => {
      const metrics = await prefixed(
        `unable to get metrics for resource ${resource}`,
        client.resource(subject.namespace, resource, subject.scale.selector, container),
      );
      const { replicas, usage, utilization } = replicasForPods({ ...samplesOf(subject), metrics, resource }, () =>
        absolute
          ? averageValue(milli(target.averageValue))
          : averageUtilization(target.averageUtilization!, podRequests(subject.pods, resource, container)),
      );
      const average = resourceQuantity(resource, usage);
      return {
        replicas,
        current: { ...(utilization !== undefined && { averageUtilization: utilization }), averageValue: average },
      };
    })(),
  );
}

/** One value against a target of either kind. */
function shared(value: number, target: MetricTarget, subject: Subject): { proposal: Proposal; current: object } {
  const { scale, tolerances, pods } = subject;
  if (target.averageValue !== undefined) {
    const proposal = replicasForShare(value, milli(target.averageValue), scale.statusReplicas, tolerances);
    return { proposal, current: { averageValue: quantityFromMilli(proposal.usage) } };
  }
  const size = { current: scale.replicas, ready: () => readyPods(pods) };
  const proposal = replicasForValue(value, milli(target.value), size, tolerances);
  return { proposal, current: { value: quantityFromMilli(proposal.usage) } };
}

function readyPods(pods: readonly Pod[]): number {
  if (pods.length === 0) {
    throw new Error('unable to calculate ready pods: no pods returned by selector while calculating replica count');
  }
  return pods.filter(
    ({ status }) =>
      status?.phase === 'Running' &&
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  ).length;
}

function samplesOf({ scale, pods, tolerances, now }: Subject): Omit<PodSamples, 'metrics'> {
  return { current: scale.replicas, pods, tolerances, now };
}

function milli(quantity: unknown): number {
  return milliValue(quantity as string);
}

/** Memory in powers of 1024, everything else in powers of 1000. */
function resourceQuantity(resource: string, usage: number): string {
  const quantity = quantityFromMilli(usage);
  return resource === 'memory' ? formatQuantity({ ...parseQuantity(quantity), format: 'binarySI' }) : quantity;
}

async function prefixed<T>(prefix: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new Error(`${prefix}: ${(error as Error).message}`);
  }
}

function describe({ name, selector }: { name: string; selector?: LabelSelector }): string {
  return `${name}(${goString(selector)})`;
}

/** A label selector as Go prints it, which is how it stands in upstream's messages. */
function goString(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
