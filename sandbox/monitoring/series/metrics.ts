import type { Clock } from '../../core/clock.ts';
import type { Collection } from '../../core/database.ts';
import type { World } from '../../core/world.ts';
import type { MetricKind, Sample } from '../monitoring.ts';

/** A metric that was written at least once: a family of scraped lines. Journaled. */
export interface Metric {
  readonly project: string;
  /** The family's name for a histogram, whose lines are one metric together; the line's own name otherwise. */
  readonly name: string;
  readonly kind: MetricKind;
  /** Labels that its lines have had, sorted; without those of the target. */
  readonly labels: readonly string[];
  /** Simulated ms since the epoch of the first sample. */
  readonly createdAt: number;
}

/** The metrics that exist, and when a new one becomes visible to readers. */
export class Metrics {
  readonly #metrics: Collection<Metric>;
  readonly #clock: Clock;
  readonly #delay: number;

  constructor(world: World) {
    this.#metrics = world.database.collection('monitoring/metrics');
    this.#clock = world.clock;
    this.#delay = world.durations.newMetricVisible;
  }

  /** Take note of a series' first sample. @returns the metric's key. */
  observe({ target, name, family, kind, labels, time }: Sample): string {
    const metricName = kind === 'histogram' ? family : name;
    const key = metricKey(target.project_id, metricName, kind);
    const known = this.#metrics.get(key);
    const names = Object.keys(labels).filter((label) => !(kind === 'histogram' && label === 'le'));
    if (!known || names.some((label) => !known.labels.includes(label))) {
      this.#metrics.put(key, {
        project: target.project_id,
        name: metricName,
        kind,
        labels: [...new Set([...(known?.labels ?? []), ...names])].sort(),
        createdAt: known?.createdAt ?? time,
      });
    }
    return key;
  }

  /** The metric, once readers may see it. */
  visible(key: string): Metric | undefined {
    const metric = this.#metrics.get(key);
    return metric && this.#isVisible(metric) ? metric : undefined;
  }

  /** The visible metrics of a project, by name. */
  list(project: string): Metric[] {
    return [...this.#metrics.values()]
      .filter((metric) => metric.project === project && this.#isVisible(metric))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.kind < b.kind ? -1 : 1));
  }

  #isVisible({ createdAt }: Metric): boolean {
    return this.#clock.now() >= createdAt + this.#delay;
  }
}

export const metricKey = (project: string, name: string, kind: MetricKind): string => `${project}/${name}/${kind}`;
