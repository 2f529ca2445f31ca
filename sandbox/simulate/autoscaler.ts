import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import { parseAllDocuments } from 'yaml';
import { resolveBehavior } from '../kubernetes/controllers/hpa/behavior.ts';
import { ScalingHistory } from '../kubernetes/controllers/hpa/history.ts';
import { normalize, normalizeWithBehavior } from '../kubernetes/controllers/hpa/normalize.ts';
import type { PodMetrics } from '../kubernetes/controllers/hpa/pods.ts';
import { averageValue, replicasForPods } from '../kubernetes/controllers/hpa/replicas.ts';
import { milliValue } from '../kubernetes/resources/quantity.ts';
import { SimulationInput } from './input.ts';

/** The gauges that an autoscaler can follow here. */
export const GAUGES = ['num_requests_waiting', 'num_requests_running', 'kv_cache_usage_perc'] as const;
export type Gauge = (typeof GAUGES)[number];

/** A HorizontalPodAutoscaler, as far as it decides on a number. */
export interface HpaSpec {
  readonly min: number;
  readonly max: number;
  /** Targets in milli-units. */
  readonly metrics: readonly { readonly gauge: Gauge; readonly target: number }[];
  readonly behavior?: HorizontalPodAutoscalerBehavior | undefined;
}

/** kube-controller-manager's --horizontal-pod-autoscaler-tolerance. */
const TOLERANCES = { up: 0.1, down: 0.1 } as const;

/** The autoscaler of a manifest. @throws SimulationInput */
export function readHpa(text: string, name: string): HpaSpec {
  const objects = parseAllDocuments(text).map((one) => one.toJS() as HorizontalPodAutoscaler | null);
  const hpa = objects.find((one) => one?.kind === 'HorizontalPodAutoscaler');
  if (!hpa?.spec) throw new SimulationInput(`${name} has no HorizontalPodAutoscaler`);
  const { minReplicas = 1, maxReplicas, metrics = [], behavior } = hpa.spec;
  if (!(Number(maxReplicas) >= 1)) throw new SimulationInput(`${name}: spec.maxReplicas is not a number`);
  if (metrics.length === 0) throw new SimulationInput(`${name} has no metric`);
  const read = metrics.map(({ pods }) => {
    const gauge = GAUGES.find((one) => pods?.metric.name === one || pods?.metric.name.includes(`vllm:${one}|`));
    const value = pods?.target.averageValue;
    if (!gauge || value === undefined)
      throw new SimulationInput(
        `${name}: expected Pods metrics with an averageValue of ${GAUGES.map((one) => `vllm:${one}`).join(', ')}`,
      );
    return { gauge, target: milliValue(value as string) };
  });
  return { min: minReplicas, max: maxReplicas, metrics: read, behavior };
}

/** The sandbox's autoscaler: the same calculation, on values instead of API requests. */
export class Autoscaler {
  readonly #spec: HpaSpec;
  readonly #history: ScalingHistory;

  constructor(spec: HpaSpec, replicas: number, now: number) {
    this.#spec = spec;
    this.#history = new ScalingHistory(replicas, now);
  }

  /** @param values of each metric by pod, in milli-units @returns the wanted replicas; the current ones without a value */
  desired(current: number, pods: readonly Pod[], values: (gauge: Gauge) => PodMetrics, now: number): number {
    const { min, max, metrics, behavior } = this.#spec;
    if (current > max) return this.#rescaled(current, max, now);
    if (current < min) return this.#rescaled(current, min, now);
    const proposals = metrics.map(({ gauge, target }) => {
      const samples = { current, pods, metrics: values(gauge), tolerances: TOLERANCES, now };
      try {
        return replicasForPods(samples, () => averageValue(target)).replicas;
      } catch {
        return undefined;
      }
    });
    const known = proposals.filter((one): one is number => one !== undefined);
    const wanted = Math.max(...known);
    // A metric without a value keeps the autoscaler from scaling in.
    if (known.length === 0 || (known.length < proposals.length && wanted <= current)) return current;
    const recommendation = { current, desired: wanted, min, max, history: this.#history, now };
    const { replicas } = behavior
      ? normalizeWithBehavior(recommendation, resolveBehavior(behavior))
      : normalize(recommendation);
    return this.#rescaled(current, replicas, now);
  }

  #rescaled(from: number, to: number, now: number): number {
    if (from !== to && this.#spec.behavior) this.#history.rescaled(from, to, now);
    return to;
  }
}
