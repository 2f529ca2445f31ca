import { GoogleApiError } from '../../core/google-error.ts';
import type { SeriesStore } from '../series/store.ts';
import { type Aggregation, aggregate } from './aggregation.ts';
import type { MetricTypes } from './descriptors.ts';
import { type Filter, parseFilter } from './filter.ts';
import type { MetricType } from './metric-types.ts';
import type { TimeSeries } from './point.ts';
import { inOrder, readSeries } from './read.ts';

export interface Listing extends Aggregation {
  readonly project: string;
  readonly filter: string;
  /** Simulated ms since the epoch; the start is not included, the end is. */
  readonly start: number;
  readonly end: number;
}

/** What `timeSeries.list` answers; points are oldest first. @throws GoogleApiError with Cloud Monitoring's own texts */
export function listSeries(store: SeriesStore, types: MetricTypes, listing: Listing): TimeSeries[] {
  const { project, start, end } = listing;
  const filter = parseFilter(listing.filter);
  const wanted = wantedTypes(types, project, filter, listing.filter);
  // A rate needs the last point before the interval; without alignment only the interval itself is shown.
  const after = listing.aligner && listing.period ? start - listing.period : start;
  const from = start === end ? start - 1 : after;
  const found = wanted
    .flatMap((type) => readSeries(store, type, from, end))
    .filter((series) => matches(filter, series));
  return inOrder(aggregate(found, { start, end }, listing)).filter(({ points }) => points.length > 0);
}

function wantedTypes(types: MetricTypes, project: string, filter: Filter, text: string): MetricType[] {
  if (!filter.objects.has('metric.type')) {
    const problem = 'must specify a restriction on "metric.type" in the filter';
    const hint = 'see "https://cloud.google.com/monitoring/api/resources" for a list of available metric types.';
    throw new GoogleApiError(400, `Field filter had an invalid value of "${text}": ${problem}; ${hint}`);
  }
  const exact = filter.required.get('metric.type');
  if (exact === undefined) {
    const known = types
      .list(project)
      .filter(({ type }) => filter.matches((object) => ({ 'metric.type': type })[object]));
    if (known.length > 0) return known;
    throw new GoogleApiError(400, "The provided filter doesn't refer to any known metric.");
  }
  const labels = [...filter.objects]
    .filter((object) => object.startsWith('metric.labels.'))
    .map((object) => object.slice(14));
  const type = types.find(project, exact);
  if (!type || labels.some((label) => !type.metric.labels.includes(label))) throw notYet(exact, labels);
  if ((filter.required.get('resource.type') ?? 'prometheus_target') !== 'prometheus_target') {
    const problem =
      'The supplied filter does not specify a valid combination of metric and monitored resource descriptors.';
    throw new GoogleApiError(400, `${problem} The query will not return any time series.`);
  }
  return [type];
}

function notYet(type: string, labels: readonly string[]): GoogleApiError {
  const terms = [`type = "${type}"`, ...[...labels].sort().map((label) => `label = ${label}`)].join(' ');
  const advice = 'If a metric was created recently, it could take up to 10 minutes to become available.';
  return new GoogleApiError(404, `Cannot find metric(s) that match ${terms}. ${advice} Please try again soon.`);
}

function matches(filter: Filter, { metric, resource }: TimeSeries): boolean {
  return filter.matches((object) => {
    if (object === 'metric.type') return metric.type;
    if (object === 'resource.type') return resource.type;
    if (object === 'project') return resource.labels.project_id;
    const [, side, label] = /^(metric|resource)\.labels\.(.+)$/.exec(object) ?? [];
    if (label === undefined) return undefined;
    const labels = side === 'metric' ? metric.labels : resource.labels;
    return Object.hasOwn(labels, label) ? labels[label] : '';
  });
}
