import { GoogleApiError } from '../../core/google-error.ts';
import { type ApiReply, type ApiRequest, type Route, route } from '../../core/http.ts';
import type { SeriesStore } from '../series/store.ts';
import { descriptor, type MetricTypes } from './descriptors.ts';
import { parseFilter } from './filter.ts';
import { type Listing, listSeries } from './listing.ts';
import { page } from './paging.ts';
import { resourceDescriptors } from './resources.ts';
import { seriesJson } from './wire.ts';

const MOST_POINTS = 100_000;
const MOST_DESCRIPTORS = 10_000;

function instant(query: URLSearchParams, name: string, fallback?: number): number {
  const text = query.get(`interval.${name}`) ?? '';
  const time = text === '' && fallback !== undefined ? fallback : Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new GoogleApiError(400, `Field interval.${name} had an invalid value of "${text}": A timestamp is required.`);
}

function listingOf(project: string, query: URLSearchParams): Listing {
  const end = instant(query, 'endTime');
  const start = instant(query, 'startTime', end);
  if (start > end) {
    const problem = 'The start time cannot be after the end time.';
    throw new GoogleApiError(400, `Field interval.startTime had an invalid value: ${problem}`);
  }
  if (query.has('secondaryAggregation.perSeriesAligner')) {
    throw new GoogleApiError(400, 'Field secondaryAggregation is not supported by the sandbox.');
  }
  const period = query.get('aggregation.alignmentPeriod');
  return {
    project,
    filter: query.get('filter') ?? '',
    start,
    end,
    aligner: query.get('aggregation.perSeriesAligner') ?? undefined,
    period: period === null ? undefined : Number.parseFloat(period) * 1000,
    reducer: query.get('aggregation.crossSeriesReducer') ?? undefined,
    groupBy: query.getAll('aggregation.groupByFields'),
  };
}

/** The read methods of the v3 REST API. */
export function timeSeriesRoutes(store: SeriesStore, types: MetricTypes): Route[] {
  const listTimeSeries = ({ params, query }: ApiRequest): ApiReply => {
    const series = listSeries(store, types, listingOf(params.project!, query)).map(seriesJson);
    const headers = ['1', 'HEADERS'].includes(query.get('view') ?? '');
    const shown = headers ? series.map((each) => ({ ...each, points: [] })) : series;
    const { items, ...more } = page(shown, query, MOST_POINTS, ({ points }) => Math.max(1, points.length));
    return { body: { ...(items.length > 0 && { timeSeries: items }), ...more } };
  };

  const listMetricDescriptors = ({ params, query }: ApiRequest): ApiReply => {
    const filter = parseFilter(query.get('filter') ?? '');
    const about = (type: string): Record<string, string> => ({
      'metric.type': type,
      'resource.type': 'prometheus_target',
    });
    const found = types.list(params.project!).filter(({ type }) => filter.matches((object) => about(type)[object]));
    const { items, ...more } = page(found.map(descriptor), query, MOST_DESCRIPTORS);
    return { body: { ...(items.length > 0 && { metricDescriptors: items }), ...more } };
  };

  const listResourceDescriptors = ({ params, query }: ApiRequest): ApiReply => {
    const { items, ...more } = page(resourceDescriptors(params.project!), query, MOST_DESCRIPTORS);
    return { body: { resourceDescriptors: items, ...more } };
  };

  const getResourceDescriptor = ({ params }: ApiRequest): ApiReply => {
    const found = resourceDescriptors(params.project!).find(({ type }) => type === params.type);
    if (!found) throw new GoogleApiError(404, `Could not find descriptor for monitored resource '${params.type}'.`);
    return { body: found };
  };

  const project = '/v3/projects/{project}';
  return [
    route('GET', `${project}/timeSeries`, listTimeSeries),
    route('GET', `${project}/metricDescriptors`, listMetricDescriptors),
    route('GET', `${project}/metricDescriptors/{type=**}`, ({ params }) => ({
      body: descriptor(types.get(params.project!, params.type!)),
    })),
    route('GET', `${project}/monitoredResourceDescriptors`, listResourceDescriptors),
    route('GET', `${project}/monitoredResourceDescriptors/{type}`, getResourceDescriptor),
  ];
}
