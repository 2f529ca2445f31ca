import type { MetricSpec, MetricStatus } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { MetricsClient } from './metrics-client.ts';
import { SOURCES, type Subject } from './sources.ts';

/** A metric that could not be evaluated. */
export interface MetricFailure {
  /** The reason of the event and of the condition ScalingActive. */
  readonly reason: string;
  readonly message: string;
  /** The same as it stands in the summary of all metrics. */
  readonly summary: string;
}

export interface MetricsEvaluation {
  /** The highest recommendation; 0 if no metric could be evaluated. */
  readonly replicas: number;
  /** The metric that asks for it, as conditions and events name it. */
  readonly name: string;
  /** One entry per metric, an empty one for each that failed. */
  readonly metrics: readonly MetricStatus[];
  readonly failures: readonly MetricFailure[];
}

/** The API's default for `spec.metrics`. */
const DEFAULT_METRICS: readonly MetricSpec[] = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

export async function evaluateMetrics(
  specs: readonly MetricSpec[] = DEFAULT_METRICS,
  subject: Subject,
  client: MetricsClient,
): Promise<MetricsEvaluation> {
  const metrics: MetricStatus[] = [];
  const failures: MetricFailure[] = [];
  let replicas = 0;
  let name = '';
  for (const spec of specs) {
    const source = SOURCES[spec.type]!;
    try {
      const evaluation = await source.evaluate(spec, subject, client);
      metrics.push(evaluation.status);
      if (replicas === 0 || evaluation.replicas > replicas) ({ replicas, name } = evaluation);
    } catch (error) {
      const { message } = error as Error;
      metrics.push({ type: '' });
      failures.push({ reason: source.failure, message, summary: `${source.summary(spec)}: ${message}` });
    }
  }
  return { replicas, name, metrics, failures };
}

/** Whether nothing may be done: no metric is left, or a failed one might have asked for more than the others. */
export function blocked({ metrics, failures, replicas }: MetricsEvaluation, current: number): boolean {
  return failures.length === metrics.length || (failures.length > 0 && replicas < current);
}
