import type { Clock } from '../../core/clock.ts';
import type { World } from '../../core/world.ts';
import { Labels, NAME } from '../labels.ts';
import type { LabelMatcher } from '../matcher.ts';
import type { PrometheusTarget, Sample } from '../monitoring.ts';
import type { Series } from '../promql/value.ts';
import { type SeriesIdentity, SeriesJournal } from './journal.ts';
import { type Metric, Metrics, metricKey } from './metrics.ts';
import { RETENTION, Ring } from './ring.ts';

/** The most points of one series (6 h of scrapes every 15 s), and of all series together (64 MB). */
const SERIES_POINTS = 1440;
const ALL_POINTS = 4_000_000;
/** However many series there are, each keeps at least these. */
const LEAST_POINTS = 32;

const SWEEP_PERIOD = RETENTION / 12;

/** One scraped line over time. */
export interface StoredSeries extends SeriesIdentity {
  readonly id: string;
  /** Name, labels and target together, as PromQL sees them. */
  readonly all: Labels;
  readonly ring: Ring;
}

/** Every time series, in memory; the journal brings them back after a restart. */
export class SeriesStore {
  readonly metrics: Metrics;
  readonly #clock: Clock;
  readonly #ingestion: number;
  readonly #journal: SeriesJournal;
  readonly #series = new Map<string, StoredSeries>();
  readonly #byName = new Map<string, Set<StoredSeries>>();
  /** By their labels object, which a collector uses again from scrape to scrape. */
  #recent = new WeakMap<Sample['labels'], { sample: Sample; series: StoredSeries }>();
  readonly #targetKeys = new WeakMap<PrometheusTarget, string>();
  #lastId = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(world: World) {
    this.metrics = new Metrics(world);
    this.#clock = world.clock;
    this.#ingestion = world.durations.metricIngestion;
    this.#journal = new SeriesJournal(world);
    this.#restore();
  }

  ingest(samples: readonly Sample[]): void {
    const limit = Math.min(SERIES_POINTS, Math.max(LEAST_POINTS, Math.floor(ALL_POINTS / this.#series.size)));
    for (const sample of samples) this.#find(sample).ring.append(Math.round(sample.time), sample.value, limit);
    const now = this.#clock.now();
    this.#journal.write(now, this.#series.values());
    if (now - this.#sweptAt >= SWEEP_PERIOD) this.#sweep(now);
  }

  /** The series of a project's visible metrics, with the points that have been ingested, in Prometheus' order. */
  select(project: string, matchers: readonly LabelMatcher[]): Series[] {
    const name = matchers.find((matcher) => matcher.name === NAME && matcher.operator === '=')?.value;
    const candidates = name === undefined ? this.#series.values() : (this.#byName.get(name) ?? []);
    const found: Series[] = [];
    for (const series of candidates) {
      if (series.target.project_id !== project || !this.metrics.visible(series.metric)) continue;
      if (!matchers.every((matcher) => matcher.matches(series.all.get(matcher.name)))) continue;
      found.push({ labels: series.all, points: this.ingested(series) });
    }
    return found.sort((a, b) => Labels.compare(a.labels, b.labels));
  }

  /** The series of one metric whose lines have this name. */
  of(metric: Metric, name: string): StoredSeries[] {
    const key = metricKey(metric.project, metric.name, metric.kind);
    return [...(this.#byName.get(name) ?? [])].filter((series) => series.metric === key);
  }

  /** The points that have come through ingestion by now. */
  ingested({ ring }: StoredSeries): { times: Float64Array; values: Float64Array } {
    return ring.between(Number.NEGATIVE_INFINITY, this.#clock.now() - this.#ingestion);
  }

  #find(sample: Sample): StoredSeries {
    const recent = this.#recent.get(sample.labels);
    if (recent?.sample.name === sample.name && recent.sample.target === sample.target) return recent.series;
    const key = this.#key(sample);
    const series = this.#series.get(key) ?? this.#create(key, sample);
    this.#recent.set(sample.labels, { sample, series });
    return series;
  }

  #key({ name, labels, target }: Pick<Sample, 'name' | 'labels' | 'target'>): string {
    let targetKey = this.#targetKeys.get(target);
    if (targetKey === undefined) {
      targetKey = Labels.of({ ...target }).key;
      this.#targetKeys.set(target, targetKey);
    }
    let key = `${targetKey}\n${name}`;
    for (const label of Object.keys(labels).sort()) key += `\n${label}\0${labels[label]}`;
    return key;
  }

  #create(key: string, sample: Sample): StoredSeries {
    const { name, labels, target } = sample;
    const id = String(++this.#lastId);
    const identity = { name, labels, target, metric: this.metrics.observe(sample) };
    this.#journal.add(id, identity);
    return this.#add(key, id, identity);
  }

  #add(key: string, id: string, identity: SeriesIdentity): StoredSeries {
    const { name, labels, target } = identity;
    const series = { ...identity, id, all: Labels.of({ ...labels, ...target, [NAME]: name }), ring: new Ring() };
    this.#series.set(key, series);
    const named = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, named.add(series));
    return series;
  }

  #restore(): void {
    const byId = new Map<string, StoredSeries>();
    for (const [id, identity] of this.#journal.identities()) {
      byId.set(id, this.#add(this.#key(identity), id, identity));
      this.#lastId = Math.max(this.#lastId, Number(id));
    }
    for (const [id, time, value] of this.#journal.points()) byId.get(id)?.ring.append(time, value, SERIES_POINTS);
  }

  /** Forget the series that have had no sample for as long as samples are kept. */
  #sweep(now: number): void {
    this.#sweptAt = now;
    this.#recent = new WeakMap();
    for (const [key, { id, name, ring }] of this.#series) {
      if (ring.lastTime >= now - RETENTION) continue;
      this.#journal.remove(id);
      const named = this.#byName.get(name);
      named?.delete(this.#series.get(key)!);
      if (named?.size === 0) this.#byName.delete(name);
      this.#series.delete(key);
    }
  }
}
