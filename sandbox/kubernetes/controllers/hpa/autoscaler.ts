import type { HorizontalPodAutoscalerSpec, HPAScalingRules, MetricStatus } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { KubeObject, ObjectStore } from '../../object.ts';
import { milliValue } from '../../resources/quantity.ts';
import type { Recorder } from '../events.ts';
import { resolveBehavior } from './behavior.ts';
import { ableToScale, scalingActive, scalingLimited, stabilized } from './conditions.ts';
import { blocked, evaluateMetrics } from './evaluate.ts';
import type { ScalingHistory } from './history.ts';
import type { MetricsClient } from './metrics-client.ts';
import { normalize, normalizeWithBehavior } from './normalize.ts';
import type { Tolerances } from './replicas.ts';
import { type Scale, ScaleTarget } from './scale.ts';
import type { Subject } from './sources.ts';
import { StatusDraft } from './status.ts';

/** kube-controller-manager's --horizontal-pod-autoscaler-tolerance. */
const TOLERANCE = 0.1;

/** The dependencies of one autoscaler's synchronization. */
export interface Surroundings {
  readonly store: ObjectStore;
  readonly client: MetricsClient;
  readonly record: Recorder;
  readonly now: number;
  /** The autoscaler's memory; it begins with the target's size. */
  history(replicas: number): ScalingHistory;
  /** The autoscalers (`namespace/name`) whose selector matches one of the pods, this one included. */
  claimants(selector: string, pods: readonly KubeObject[]): readonly string[];
}

interface Decision {
  readonly desired: number;
  /** Why the target is to be rescaled. */
  readonly reason: string;
  readonly metrics?: readonly MetricStatus[];
}

/** No decision is possible; reports the known metrics. */
class Undecided extends Error {
  readonly metrics: readonly MetricStatus[] | undefined;
  constructor(message: string, metrics?: readonly MetricStatus[]) {
    super(message);
    this.metrics = metrics;
  }
}

/**
 * One synchronization of one HorizontalPodAutoscaler, after reconcileAutoscaler in upstream's
 * pkg/controller/podautoscaler/horizontal.go (release 1.33: HPAScaleToZero is off).
 */
export class Autoscaler {
  readonly #namespace: string;
  readonly #spec: HorizontalPodAutoscalerSpec;
  readonly #with: Surroundings;
  readonly #status: StatusDraft;

  constructor(hpa: KubeObject, surroundings: Surroundings) {
    this.#namespace = hpa.metadata.namespace!;
    this.#spec = hpa.spec;
    this.#with = surroundings;
    this.#status = new StatusDraft(hpa, surroundings);
  }

  async sync(): Promise<void> {
    const status = this.#status;
    const found = this.#scale();
    if (!found) return status.write();
    const { target, scale } = found;
    status.set(ableToScale('SucceededGetScale', "the HPA controller was able to get the target's current scale"));
    const history = this.#with.history(scale.replicas);
    try {
      this.#apply(target, scale.replicas, await this.#decide(scale, history), history);
      status.write();
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      status.report(scale.replicas, undefined, error.metrics);
      status.write();
      status.warn('FailedComputeMetricsReplicas', error.message);
    }
  }

  #scale(): { target: ScaleTarget; scale: Scale } | undefined {
    try {
      const target = new ScaleTarget(this.#with.store, this.#namespace, this.#spec.scaleTargetRef);
      return { target, scale: target.get() };
    } catch (error) {
      const { message } = error as Error;
      this.#status.warn('FailedGetScale', message);
      const text = `the HPA controller was unable to get the target's current scale: ${message}`;
      this.#status.set(ableToScale('FailedGetScale', text, 'False'));
      return undefined;
    }
  }

  async #decide(scale: Scale, history: ScalingHistory): Promise<Decision> {
    const { minReplicas: min = 1, maxReplicas: max, behavior } = this.#spec;
    const { replicas: current } = scale;
    if (current === 0) {
      const text = 'scaling is disabled since the replica count of the target is zero';
      this.#status.set(scalingActive('ScalingDisabled', text));
      return { desired: 0, reason: '' };
    }
    if (current > max) return { desired: max, reason: 'Current number of replicas above Spec.MaxReplicas' };
    if (current < min) return { desired: min, reason: 'Current number of replicas below Spec.MinReplicas' };

    const { replicas: desired, name, metrics } = await this.#evaluate(scale);
    const recommendation = { current, desired, min, max, history, now: this.#with.now };
    const normalized = behavior
      ? normalizeWithBehavior(recommendation, resolveBehavior(behavior))
      : normalize(recommendation);
    this.#status.set(stabilized(normalized.stabilization));
    this.#status.set(scalingLimited(normalized.limitation));
    const above = desired > current ? `${name} above target` : '';
    return { desired: normalized.replicas, reason: desired < current ? 'All metrics below target' : above, metrics };
  }

  async #evaluate(scale: Scale): Promise<{ replicas: number; name: string; metrics: readonly MetricStatus[] }> {
    const status = this.#status;
    const evaluation = await evaluateMetrics(this.#spec.metrics, this.#subject(scale), this.#with.client);
    const { replicas, name, metrics, failures } = evaluation;
    for (const { reason, message } of failures) status.warn(reason, message);
    if (blocked(evaluation, scale.replicas)) {
      const { reason, message, summary } = failures[0]!;
      status.set(scalingActive(reason, `the HPA was unable to compute the replica count: ${message}`));
      const count = `${failures.length} invalid out of ${metrics.length}`;
      throw new Undecided(`invalid metrics (${count}), first error is: ${summary}`, metrics);
    }
    const text = `the HPA was able to successfully calculate a replica count from ${name}`;
    status.set(scalingActive('ValidMetricFound', text, 'True'));
    return { replicas, name, metrics };
  }

  /** The target's pods, which no other autoscaler may claim. */
  #subject(scale: Scale): Subject {
    const { selector } = scale;
    if (selector === '') {
      this.#status.warn('SelectorRequired', 'selector is required');
      this.#status.set(scalingActive('InvalidSelector', "the HPA target's scale is missing a selector"));
      throw new Undecided('selector is required');
    }
    const pods = this.#with.store.list('pods', { namespace: this.#namespace, labelSelector: selector });
    const claimants = this.#with.claimants(selector, pods);
    if (claimants.length > 1) {
      const text = `pods by selector ${selector} are controlled by multiple HPAs: [${claimants.join(' ')}]`;
      this.#status.warn('AmbiguousSelector', text);
      this.#status.set(scalingActive('AmbiguousSelector', text));
      throw new Undecided(text);
    }
    return {
      namespace: this.#namespace,
      scale,
      pods: pods as unknown as readonly Pod[],
      tolerances: tolerancesOf(this.#spec),
      now: this.#with.now,
    };
  }

  #apply(target: ScaleTarget, current: number, { desired, reason, metrics }: Decision, history: ScalingHistory): void {
    const status = this.#status;
    if (desired === current) {
      status.report(current, desired, metrics);
      return;
    }
    const rescale = `New size: ${desired}; reason: ${reason}`;
    try {
      target.set(desired);
    } catch (error) {
      const { message } = error as Error;
      status.warn('FailedRescale', `${rescale}; error: ${message}`);
      const text = `the HPA controller was unable to update the target scale: ${message}`;
      status.set(ableToScale('FailedUpdateScale', text, 'False'));
      status.report(current, undefined, metrics);
      return;
    }
    const text = `the HPA controller was able to update the target scale to ${desired}`;
    status.set(ableToScale('SucceededRescale', text));
    status.tell('SuccessfulRescale', rescale);
    if (this.#spec.behavior) history.rescaled(current, desired, this.#with.now);
    status.report(current, desired, metrics);
    status.rescaled();
  }
}

/** The field is alpha and off in 1.33; the sandbox honours it as releases from 1.35 do. */
type Rules = (HPAScalingRules & { readonly tolerance?: string | number }) | undefined;

function tolerancesOf({ behavior }: HorizontalPodAutoscalerSpec): Tolerances {
  const tolerance = (rules: Rules): number =>
    rules?.tolerance === undefined ? TOLERANCE : milliValue(rules.tolerance) / 1000;
  return { up: tolerance(behavior?.scaleUp), down: tolerance(behavior?.scaleDown) };
}
