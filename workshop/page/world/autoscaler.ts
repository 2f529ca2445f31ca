import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { condition } from '../../../lib/kubernetes/pods.ts';
import { type Metric, metricsOf } from '../../../runbook/doctor/metric.ts';
import { quantity } from '../../../runbook/doctor/quantity.ts';
import { currentValue } from '../../../runbook/doctor/scaling.ts';

/** What the HorizontalPodAutoscaler has decided, and why. */
export interface Decision {
  readonly name: string;
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  /** The metric's name without Cloud Monitoring's prefix; its average per pod, and the target per pod. */
  readonly metric: string;
  readonly value: number | undefined;
  readonly target: number | undefined;
  readonly reasons: readonly Reason[];
  readonly conditions: readonly Condition[];
  /** The last change of the number of replicas (ms of the target's clock). */
  readonly scaledAt?: number;
}

/** A sentence of the explanation: a key of the texts, and the values in it. */
export interface Reason {
  readonly key: ReasonKey;
  readonly values: Readonly<Record<string, string | number>>;
}

export type ReasonKey =
  | 'noValue'
  | 'unread'
  | 'formula'
  | 'tolerance'
  | 'atMax'
  | 'atMin'
  | 'rateLimited'
  | 'heldDown'
  | 'heldUp'
  | 'grows'
  | 'shrinks'
  | 'keeps';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** The condition has the status that lets the autoscaler work. */
  readonly good: boolean;
}

/** Within this share of the target nothing changes (--horizontal-pod-autoscaler-tolerance). */
const TOLERANCE = 0.1;
/** The controller's default (--horizontal-pod-autoscaler-downscale-stabilization), seconds. */
const WINDOW = 300;

/** The decision of an autoscaler on its first metric. */
export function decisionOf(hpa: KubernetesObject): Decision {
  const { spec, status = {} } = hpa;
  const [metric] = metricsOf(hpa);
  const known = {
    current: Number(status.currentReplicas ?? 0),
    desired: Number(status.desiredReplicas ?? 0),
    min: Number(spec.minReplicas ?? 1),
    max: Number(spec.maxReplicas),
    value: finite(metric && quantity(currentValue(hpa, metric))),
    target: finite(metric && targetOf(metric)),
  };
  const scaledAt = Date.parse(status.lastScaleTime ?? '');
  return {
    name: hpa.metadata.name,
    metric: metric?.series?.name ?? metric?.name ?? '',
    ...known,
    reasons: reasonsOf(hpa, known),
    conditions: conditionsOf(hpa),
    ...(Number.isFinite(scaledAt) && { scaledAt }),
  };
}

const finite = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined);

function targetOf({ target }: Metric): number {
  return target?.averageUtilization ?? quantity(target?.averageValue ?? target?.value);
}

type Known = Pick<Decision, 'current' | 'desired' | 'min' | 'max' | 'value' | 'target'>;

/** desired = ceil(current × value ÷ target), in the limits (kubernetes.io, "How does a HorizontalPodAutoscaler work?"). */
function reasonsOf(hpa: KubernetesObject, known: Known): readonly Reason[] {
  const { current, desired, min, max, value, target } = known;
  const active = condition(hpa, 'ScalingActive');
  const able = condition(hpa, 'AbleToScale');
  const limited = condition(hpa, 'ScalingLimited');
  const reason = (key: ReasonKey, values: Reason['values'] = {}): Reason => ({ key, values });
  if (active?.status === 'False') return [reason('unread', { message: active.message ?? active.reason ?? '' })];
  if (value === undefined || target === undefined || current === 0) return [reason('noValue')];
  const ratio = value / target;
  const exact = current * ratio;
  const within = Math.abs(ratio - 1) <= TOLERANCE;
  const wanted = within ? current : Math.ceil(exact);
  const reasons: Reason[] = [
    within
      ? reason('tolerance')
      : reason('formula', { current, value: figure(value), target: figure(target), exact: figure(exact), wanted }),
  ];
  const limit = limited?.status === 'True' ? limited.reason : undefined;
  if (wanted > max || limit === 'TooManyReplicas') reasons.push(reason('atMax', { max }));
  else if (wanted < min || limit === 'TooFewReplicas') reasons.push(reason('atMin', { min }));
  else if (limit !== undefined) reasons.push(reason('rateLimited', { message: limited?.message ?? limit }));
  const behavior = hpa.spec.behavior ?? {};
  if (able?.reason === 'ScaleDownStabilized' && current > min)
    reasons.push(reason('heldDown', { seconds: behavior.scaleDown?.stabilizationWindowSeconds ?? WINDOW }));
  if (able?.reason === 'ScaleUpStabilized' && current < max)
    reasons.push(reason('heldUp', { seconds: behavior.scaleUp?.stabilizationWindowSeconds ?? 0 }));
  reasons.push(
    reason(desired > current ? 'grows' : desired < current ? 'shrinks' : 'keeps', { from: current, to: desired }),
  );
  return reasons;
}

/** At most three significant digits. */
const figure = (value: number): number => Number(value.toPrecision(3));

function conditionsOf({ status }: KubernetesObject): readonly Condition[] {
  return (status?.conditions ?? []).map((one: Readonly<Record<string, string>>): Condition => {
    const { type = '', status: state = '', reason = '', message = '' } = one;
    // ScalingLimited is no trouble: the decision says it.
    return { type, status: state, reason, message, good: type === 'ScalingLimited' || state === 'True' };
  });
}
