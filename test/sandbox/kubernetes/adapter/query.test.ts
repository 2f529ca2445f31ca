import { expect, test } from 'vitest';
import { EXTERNAL_LABELS, selectorFilter } from '../../../../sandbox/kubernetes/adapter/metric-selector.ts';
import { filterFor, latestValues } from '../../../../sandbox/kubernetes/adapter/query.ts';

const PLACE = { project: 'p', location: 'us-east5', cluster: 'c' };
const TYPE = 'prometheus.googleapis.com/vllm:num_requests_waiting/gauge';

test('a filter’s terms are sorted and joined', () => {
  expect(filterFor(TYPE, { namespace: 'default', pods: ['vllm-tpu-1'] }, PLACE)).toBe(
    'metric.labels.pod = "vllm-tpu-1" AND metric.type = "prometheus.googleapis.com/vllm:num_requests_waiting/gauge" AND resource.labels.cluster = "c" AND resource.labels.location = "us-east5" AND resource.labels.namespace = "default" AND resource.labels.project_id = "p" AND resource.type = "prometheus_target"',
  );
});

test('several pods become one_of', () => {
  expect(filterFor(TYPE, { namespace: 'default', pods: ['a', 'b'] }, PLACE)).toMatch(
    /^metric\.labels\.pod = one_of\("a","b"\) AND /,
  );
});

test('the fallback asks for containers', () => {
  const filter = filterFor(TYPE, { namespace: 'default', pods: ['a'], asContainer: true }, PLACE);
  expect(filter.split(' AND ')).toEqual([
    `metric.type = "${TYPE}"`,
    'resource.labels.cluster_name = "c"',
    'resource.labels.location = "us-east5"',
    'resource.labels.namespace_name = "default"',
    'resource.labels.pod_name = "a"',
    'resource.labels.project_id = "p"',
    'resource.type = "k8s_container"',
  ]);
});

test('nodes are matched by an expression', () => {
  expect(filterFor(TYPE, { nodes: ['n-1', 'n-2'] }, PLACE)).toMatch(
    /^metric\.labels\.node = monitoring\.regex\.full_match\("\^\(n-1\|n-2\)\$"\) AND metric\.type = /,
  );
});

test('a gauge is aligned to its newest sample of five minutes, in whole seconds', () => {
  const now = Date.UTC(2026, 0, 1) + 10_700;
  const request = latestValues({ metricKind: 'GAUGE', valueType: 'DOUBLE' }, { project: 'p', filter: 'f' }, now);
  expect(request).toEqual({
    project: 'p',
    filter: 'f',
    start: now - 700 - 300_000,
    end: now - 700,
    aligner: 'ALIGN_NEXT_OLDER',
    alignmentPeriod: 300_000,
  });
});

test('a counter is aligned to its rate over a minute', () => {
  const descriptor = { metricKind: 'CUMULATIVE', valueType: 'DOUBLE' };
  const request = latestValues(descriptor, { project: 'p', filter: 'f', reducer: 'REDUCE_SUM' }, 0);
  expect(request).toMatchObject({ aligner: 'ALIGN_RATE', alignmentPeriod: 60_000, reducer: 'REDUCE_SUM' });
});

test('distributions are refused', () => {
  const descriptor = { metricKind: 'CUMULATIVE', valueType: 'DISTRIBUTION' };
  expect(() => latestValues(descriptor, { project: 'p', filter: 'f' }, 0)).toThrow('distributions are not supported');
});

test.each([
  ['metric.labels.a=b', ['metric.labels.a = "b"']],
  ['metric.labels.a==b', ['metric.labels.a = "b"']],
  ['metric.labels.a!=b', ['metric.labels.a != "b"']],
  ['metric.labels.a in (y, x)', ['metric.labels.a = one_of("x","y")']],
  ['metric.labels.a notin (x,y)', ['NOT metric.labels.a = one_of("x","y")']],
  ['metric.labels.a in (x)', ['metric.labels.a = "x"']],
  ['metric.labels.a', ['metric.labels : a']],
  ['metric.labels.a>5', ['metric.labels.a > 5']],
  ['resource.type=k8s_pod,metric.labels.a=b', ['metric.labels.a = "b"', 'resource.type = "k8s_pod"']],
  ['', []],
])('the selector %s reads %j in a filter', (selector, terms) => {
  expect(selectorFilter(selector, EXTERNAL_LABELS).terms).toEqual(terms);
});

test('a reducer and a project are no terms of their own kind', () => {
  expect(selectorFilter('reducer=REDUCE_SUM,resource.labels.project_id=other', EXTERNAL_LABELS)).toEqual({
    terms: ['resource.labels.project_id = "other"'],
    reducer: 'REDUCE_SUM',
    project: 'other',
  });
});

test.each([
  ['!metric.labels.a', 'Label selector with operator DoesNotExist is not allowed'],
  ['other.a=b', 'Metric label: "other.a" is not allowed'],
  ['reducer=MAX', 'Metric label: "Specified reducer is not supported: MAX" is not allowed'],
  ['a b', "unable to parse requirement: found 'a b'"],
])('the selector %s is refused', (selector, message) => {
  expect(() => selectorFilter(selector, EXTERNAL_LABELS)).toThrow(message);
});

test('the legacy resource model asks for pods by UID, without a type of resource', () => {
  expect(filterFor(TYPE, { podIds: ['u1'] }, PLACE).split(' AND ')).toEqual([
    `metric.type = "${TYPE}"`,
    'resource.labels.cluster_name = "c"',
    'resource.labels.container_name = ""',
    'resource.labels.pod_id = "u1"',
    'resource.labels.project_id = "p"',
  ]);
});
