import type { Note } from '../../lib/checks/hop.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { condition } from '../../lib/kubernetes/pods.ts';
import { fieldOf, type Metric } from './metric.ts';
import { quantity } from './quantity.ts';

/** A reason why the autoscaler can never scale, from its spec. */
export interface Obstacle {
  readonly code: string;
  readonly why: string;
  /** A JSON merge patch of the autoscaler. */
  readonly change?: object;
  /** A target in the range of the metric, read as percent. */
  readonly target?: string;
}

/** The controller changes nothing while value and target differ by less (--horizontal-pod-autoscaler-tolerance). */
const TOLERANCE = 0.1;
/** The controller's default for scaling in (--horizontal-pod-autoscaler-downscale-stabilization). */
const DEFAULT_WINDOW = 300;

export function obstacle({ spec }: KubernetesObject, metric: Metric): Obstacle | undefined {
  const { minReplicas: min = 1, maxReplicas: max, behavior = {} } = spec;
  if (min === max) {
    const why = `minReplicas and maxReplicas are both ${max}, so the autoscaler never changes the number of replicas`;
    return { code: 'HPA_MIN_IS_MAX', why, change: { spec: { maxReplicas: max + 1 } } };
  }
  if (behavior.scaleUp?.selectPolicy === 'Disabled') {
    const why = 'behavior.scaleUp.selectPolicy is Disabled, so the autoscaler never adds a replica';
    return { code: 'HPA_SCALE_UP_DISABLED', why, change: { spec: { behavior: { scaleUp: { selectPolicy: 'Max' } } } } };
  }
  const target = targetValue(metric);
  // vLLM's cache usage is between 0 and 1 (vllm/v1/metrics/loggers.py: "1 means 100 percent usage").
  if (/_perc$/.test(metric.series?.name ?? '') && target > 1) {
    const why = `${metric.series!.name} is between 0 and 1, so it never reaches the target ${targetText(metric)}`;
    return { code: 'HPA_TARGET_RANGE', why, target: `${Math.round(target * 10)}m` };
  }
  return undefined;
}

const targetValue = ({ target = { type: '' } }: Metric): number => quantity(target.averageValue ?? target.value);

export function targetText({ target }: Metric): string {
  if (!target) return 'none';
  if (target.averageUtilization !== undefined) return `${target.averageUtilization}% of the requests`;
  return target.averageValue === undefined ? `${target.value} in total` : `${target.averageValue} per pod`;
}

/** The value that the autoscaler read last; undefined when it has none of this metric. */
export function currentValue({ status }: KubernetesObject, { type, name }: Metric): string | undefined {
  const key = fieldOf(type);
  // biome-ignore lint/suspicious/noExplicitAny: one of five sources
  const entries: any[] = status?.currentMetrics ?? [];
  const found = entries.find((entry) => entry.type === type && (entry[key]?.metric?.name ?? entry[key]?.name) === name);
  const current = found?.[key]?.current;
  if (!current) return undefined;
  if (current.averageUtilization !== undefined) return `${current.averageUtilization}%`;
  return String(current.averageValue ?? current.value);
}

/** What holds the number of replicas although the metric arrives. */
export function holds(hpa: KubernetesObject, metric: Metric): readonly Note[] {
  const notes: Note[] = [];
  const able = condition(hpa, 'AbleToScale');
  const limited = condition(hpa, 'ScalingLimited');
  const { behavior = {}, minReplicas = 1, maxReplicas } = hpa.spec;
  const { currentReplicas = 0 } = hpa.status ?? {};
  const down = behavior.scaleDown?.stabilizationWindowSeconds ?? DEFAULT_WINDOW;
  const up = behavior.scaleUp?.stabilizationWindowSeconds ?? 0;
  if (able?.reason === 'ScaleDownStabilized' && currentReplicas > minReplicas) {
    const text = `the stabilization window holds ${currentReplicas} replicas: no scale-in until every recommendation of the last ${down} s is lower`;
    notes.push({ code: 'HPA_STABILIZED', text });
  }
  if (able?.reason === 'ScaleUpStabilized' && currentReplicas < maxReplicas) {
    const text = `the stabilization window holds ${currentReplicas} replicas: no scale-out until every recommendation of the last ${up} s is higher`;
    notes.push({ code: 'HPA_STABILIZED', text });
  }
  const limit = LIMITS[limited?.status === 'True' ? (limited.reason ?? '') : ''];
  if (limit)
    notes.push({ code: limit, text: `${limited!.message} (minReplicas ${minReplicas}, maxReplicas ${maxReplicas})` });
  const ratio = quantity(currentValue(hpa, metric)) / targetValue(metric);
  if (metric.type === 'Pods' && Math.abs(ratio - 1) <= TOLERANCE && ratio !== 1)
    notes.push({
      code: 'HPA_TOLERANCE',
      text: 'the value is within 10% of the target, so the autoscaler changes nothing',
    });
  if (behavior.scaleDown?.selectPolicy === 'Disabled')
    notes.push({
      code: 'HPA_SCALE_DOWN_DISABLED',
      text: 'behavior.scaleDown.selectPolicy is Disabled: the autoscaler never removes a replica',
    });
  return notes;
}

/** The minimum is the normal state of an idle server. */
const LIMITS: Readonly<Record<string, string>> = {
  TooManyReplicas: 'HPA_AT_MAX',
  ScaleUpLimit: 'HPA_RATE_LIMIT',
  ScaleDownLimit: 'HPA_RATE_LIMIT',
};
