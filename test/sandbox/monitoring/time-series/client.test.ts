import type { protos } from '@google-cloud/monitoring';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { googleClient } from '../client.ts';
import { PROJECT, type Rig, START, sample, startRig } from '../rig.ts';

type Request = protos.google.monitoring.v3.IListTimeSeriesRequest;

const WAITING = 'prometheus.googleapis.com/vllm:num_requests_waiting/gauge';
const MINUTE = 60_000;

let rig: Rig;
let client: ReturnType<typeof googleClient>;

beforeAll(async () => {
  rig = await startRig();
  client = googleClient(rig.port);
  for (let time = START; time <= START + 10 * MINUTE; time += 15_000) {
    const at = (time - START) / 1000;
    for (const pod of ['a', 'b']) {
      const place = { labels: { pod }, target: { instance: `${pod}:8000` }, time };
      const value = pod === 'a' ? at : 1000 + at;
      rig.monitoring.ingest([
        sample('vllm:num_requests_waiting', value, place),
        sample('tokens_total', at < 300 ? at * 2 : (at - 300) * 2, { ...place, kind: 'counter' }),
        ...[1, 5, '+Inf'].map((le, index) =>
          sample('latency_bucket', at * (index + 1), { ...place, kind: 'histogram', labels: { pod, le: String(le) } }),
        ),
        sample('latency_count', at * 3, { ...place, kind: 'histogram' }),
        sample('latency_sum', at * 9, { ...place, kind: 'histogram' }),
      ]);
    }
  }
  rig.pass(10 * MINUTE);
});
afterAll(() => Promise.all([rig.close(), client.close()]));

const seconds = (time: number) => ({ seconds: time / 1000 });

function request(filter: string, more: Request = {}): Request {
  const interval = { startTime: seconds(START + 5 * MINUTE), endTime: seconds(START + 10 * MINUTE) };
  return { name: `projects/${PROJECT}`, filter, interval, view: 'FULL', ...more };
}

async function list(filter: string, more: Request = {}) {
  const [series] = await client.listTimeSeries(request(filter, more));
  return series;
}

const gauge = (pod: string) => `metric.type = "${WAITING}" AND metric.labels.pod = "${pod}"`;

test('lists raw points of the half-open interval, newest first', async () => {
  const [series, ...more] = await list(gauge('a'));
  expect(more).toEqual([]);
  expect(series).toMatchObject({
    metric: { type: WAITING, labels: { pod: 'a' } },
    resource: { type: 'prometheus_target', labels: { project_id: PROJECT, cluster: 'c', instance: 'a:8000' } },
    metricKind: 'GAUGE',
    valueType: 'DOUBLE',
  });
  expect(series!.points!.map(({ value }) => value!.doubleValue)).toEqual(
    Array.from({ length: 20 }, (_, index) => 600 - 15 * index),
  );
});

test('answers the custom metrics adapter: the newest value within five minutes of each pod', async () => {
  const filter = [
    'metric.labels.pod = one_of("a","b")',
    `metric.type = "${WAITING}"`,
    'resource.labels.cluster = "c"',
    'resource.labels.location = "us-east5"',
    'resource.labels.namespace = "default"',
    'resource.labels.project_id = "p"',
    'resource.type = "prometheus_target"',
  ].join(' AND ');
  const aggregation = { alignmentPeriod: { seconds: 300 }, perSeriesAligner: 'ALIGN_NEXT_OLDER' as const };
  const series = await list(filter, { aggregation });
  expect(series.map(({ points }) => points!.map(({ value }) => value!.doubleValue))).toEqual([[600], [1600]]);
});

test('aligns a gauge to the mean of each period, counted back from the end', async () => {
  const aggregation = { alignmentPeriod: { seconds: 60 }, perSeriesAligner: 'ALIGN_MEAN' as const };
  const [series] = await list(gauge('a'), { aggregation });
  expect(series!.points!.map(({ value }) => value!.doubleValue)).toEqual([577.5, 517.5, 457.5, 397.5, 337.5]);
  expect(Number(series!.points![1]!.interval!.endTime!.seconds)).toBe((START + 9 * MINUTE) / 1000);
});

test('aligns a counter to its rate, across a restart too', async () => {
  const aggregation = { alignmentPeriod: { seconds: 60 }, perSeriesAligner: 'ALIGN_RATE' as const };
  const interval = { startTime: seconds(START), endTime: seconds(START + 10 * MINUTE) };
  const filter = 'metric.type = "prometheus.googleapis.com/tokens_total/counter" AND metric.labels.pod = "a"';
  const [series] = await list(filter, { aggregation, interval });
  expect(series).toMatchObject({ metricKind: 'GAUGE', valueType: 'DOUBLE' });
  // The counter falls to 0 at 300 s: the step of 30 before that scrape was never seen.
  const rates = series!.points!.map(({ value }) => value!.doubleValue);
  expect(rates).toEqual([2, 2, 2, 2, 2, 1.5, 2, 2, 2, 2]);
});

test('reduces series to one for each value of a grouping field', async () => {
  const aggregation = {
    alignmentPeriod: { seconds: 300 },
    perSeriesAligner: 'ALIGN_MAX' as const,
    crossSeriesReducer: 'REDUCE_SUM' as const,
    groupByFields: ['resource.labels.cluster'],
  };
  const series = await list(`metric.type = "${WAITING}"`, { aggregation });
  expect(series).toHaveLength(1);
  expect(series[0]!.points!.map(({ value }) => value!.doubleValue)).toEqual([2200]);
  expect(series[0]!.resource!.labels).toEqual({ project_id: PROJECT, cluster: 'c' });
});

test('lists a histogram as distributions', async () => {
  const filter = 'metric.type = "prometheus.googleapis.com/latency/histogram" AND metric.labels.pod = "a"';
  const [series] = await list(filter);
  expect(series).toMatchObject({
    metricKind: 'CUMULATIVE',
    valueType: 'DISTRIBUTION',
    metric: { labels: { pod: 'a' } },
  });
  const { distributionValue } = series!.points![0]!.value!;
  expect(distributionValue).toMatchObject({
    count: '1800',
    mean: 3,
    bucketOptions: { explicitBuckets: { bounds: [1, 5] } },
    bucketCounts: ['600', '600', '600'],
  });
});

test('takes a percentile over the distributions of several series', async () => {
  const aggregation = {
    alignmentPeriod: { seconds: 300 },
    perSeriesAligner: 'ALIGN_DELTA' as const,
    crossSeriesReducer: 'REDUCE_PERCENTILE_50' as const,
  };
  const [series] = await list('metric.type = "prometheus.googleapis.com/latency/histogram"', { aggregation });
  // Each bucket grew by 300 for each of two pods: the median is half way through (1, 5].
  expect(series!.points!.map(({ value }) => value!.doubleValue)).toEqual([3]);
});

test('omits the points in the view HEADERS', async () => {
  const series = await list(`metric.type = "${WAITING}"`, { view: 'HEADERS' });
  expect(series.map(({ points }) => points!.length)).toEqual([0, 0]);
});

test('goes through all pages', async () => {
  const [first, next] = await client.listTimeSeries(request(`metric.type = "${WAITING}"`, { pageSize: 20 }), {
    autoPaginate: false,
  });
  expect([first.length, next?.pageToken]).toEqual([1, expect.any(String)]);
  expect(await list(`metric.type = "${WAITING}"`, { pageSize: 20 })).toHaveLength(2);
});

test('lists and gets metric descriptors', async () => {
  const name = `projects/${PROJECT}`;
  const filter = 'metric.type = starts_with("prometheus.googleapis.com/vllm:") AND resource.type = "prometheus_target"';
  const [descriptors] = await client.listMetricDescriptors({ name, filter });
  expect(descriptors.map(({ type }) => type)).toEqual([WAITING]);
  const [descriptor] = await client.getMetricDescriptor({ name: `${name}/metricDescriptors/${WAITING}` });
  expect(descriptor).toMatchObject({
    type: WAITING,
    metricKind: 'GAUGE',
    valueType: 'DOUBLE',
    labels: [{ key: 'pod' }],
  });
});

test('lists and gets monitored resource descriptors', async () => {
  const name = `projects/${PROJECT}`;
  const [all] = await client.listMonitoredResourceDescriptors({ name });
  expect(all.map(({ type }) => type)).toContain('prometheus_target');
  const [one] = await client.getMonitoredResourceDescriptor({ name: `${name}/monitoredResourceDescriptors/k8s_pod` });
  expect(one.labels!.map(({ key }) => key)).toContain('pod_name');
});

const NEXT_OLDER = { alignmentPeriod: { seconds: 60 }, perSeriesAligner: 'ALIGN_NEXT_OLDER' as const };

test.each<[why: string, code: number, text: string, filter: string, more?: Request]>([
  ['no metric type', 400, 'must specify a restriction on', 'resource.type = "prometheus_target"'],
  [
    'a type of nothing',
    400,
    "The provided filter doesn't refer to any known metric.",
    'metric.type = starts_with("x")',
  ],
  [
    'an unknown type',
    404,
    'Cannot find metric(s) that match type = \\"prometheus.googleapis.com/x/gauge\\" label = a label = pod. If a metric was created recently, it could take up to 10 minutes to become available. Please try again soon.',
    'metric.labels.pod = "p" AND metric.labels.a = "b" AND metric.type = "prometheus.googleapis.com/x/gauge"',
  ],
  ['an unknown label', 404, 'label = nope. If', `metric.type = "${WAITING}" AND metric.labels.nope = "x"`],
  [
    'an impossible resource',
    400,
    'The supplied filter does not specify a valid combination of metric and monitored resource descriptors. The query will not return any time series.',
    `metric.type = "${WAITING}" AND resource.type = "k8s_container"`,
  ],
  ['bad syntax', 400, 'Field filter had an invalid value of', 'metric.type = '],
  [
    'an aligner that does not fit',
    400,
    'Field aggregation.perSeriesAligner had an invalid value of \\"ALIGN_NEXT_OLDER\\": The aligner cannot be applied to metrics with kind CUMULATIVE and value type DOUBLE.',
    'metric.type = "prometheus.googleapis.com/tokens_total/counter"',
    { aggregation: NEXT_OLDER },
  ],
  [
    'a short period',
    400,
    'Field aggregation.alignmentPeriod had an invalid value',
    gauge('a'),
    { aggregation: { ...NEXT_OLDER, alignmentPeriod: { seconds: 30 } } },
  ],
  [
    'no alignment to reduce',
    400,
    'Field aggregation.perSeriesAligner',
    gauge('a'),
    { aggregation: { crossSeriesReducer: 'REDUCE_SUM' } },
  ],
  ['no end', 400, 'Field interval.endTime had an invalid value', gauge('a'), { interval: {} }],
])('refuses %s', async (_why, code, text, filter, more) => {
  await expect(list(filter, more)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
});

test('returns 404 for an unknown descriptor', async () => {
  const name = `projects/${PROJECT}/metricDescriptors/prometheus.googleapis.com/x/gauge`;
  await expect(client.getMetricDescriptor({ name })).rejects.toMatchObject({
    code: 404,
    message: expect.stringContaining("Could not find descriptor for metric 'prometheus.googleapis.com/x/gauge'."),
  });
});
