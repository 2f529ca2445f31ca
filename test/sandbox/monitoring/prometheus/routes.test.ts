import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Rig, START, sample, startRig, TARGET, TOKEN } from '../rig.ts';

let rig: Rig;
const AT = START / 1000;

beforeAll(async () => {
  rig = await startRig();
  for (let second = 0; second <= 120; second += 15) {
    const time = START + second * 1000;
    rig.monitoring.ingest([
      sample('vllm:num_requests_waiting', second, { time }),
      sample('tokens_total', second * 2, { time, kind: 'counter' }),
      sample('with.dots', 7, { time, labels: { 'label.with.dots': 'x' } }),
    ]);
  }
  rig.pass(120_000);
});
afterAll(() => rig.close());

test('answers an instant query at the present', async () => {
  const { status, body } = await rig.prometheus('/query', { query: "vllm:num_requests_waiting{cluster='c'}" });
  expect(status).toBe(200);
  expect(body).toEqual({
    status: 'success',
    data: {
      resultType: 'vector',
      result: [
        {
          metric: { __name__: 'vllm:num_requests_waiting', pod: 'vllm-tpu-1', ...TARGET },
          value: [AT + 120, '120'],
        },
      ],
    },
  });
});

test('answers a range query at each step, both ends included', async () => {
  const range = { start: String(AT), end: new Date(START + 120_000).toISOString(), step: '1m' };
  const { body } = await rig.prometheus('/query_range', { query: 'sum(vllm:num_requests_waiting)', ...range });
  expect(body.data).toEqual({
    resultType: 'matrix',
    result: [
      {
        metric: {},
        values: [
          [AT, '0'],
          [AT + 60, '60'],
          [AT + 120, '120'],
        ],
      },
    ],
  });
});

test('answers scalars, strings and range vectors', async () => {
  const ask = async (query: string) => (await rig.prometheus('/query', { query, time: String(AT + 30.5) })).body.data;
  expect(await ask('1 / 0')).toEqual({ resultType: 'scalar', result: [AT + 30.5, '+Inf'] });
  expect(await ask('"hello"')).toEqual({ resultType: 'string', result: [AT + 30.5, 'hello'] });
  expect((await ask('tokens_total[20s]')).result[0].values).toEqual([
    [AT + 15, '30'],
    [AT + 30, '60'],
  ]);
});

test('accepts a POST form like a GET query', async () => {
  const body = new URLSearchParams({ query: 'sum(tokens_total)', time: String(AT + 60) });
  const reply = await rig.prometheus('/query', {}, { method: 'POST', body });
  expect(reply.body.data.result).toEqual([{ metric: {}, value: [AT + 60, '120'] }]);
});

test('is served with and without the prefix of gcloud’s endpoint', async () => {
  const path = '/monitoring/v1/projects/p/location/global/prometheus/api/v1/query';
  expect((await rig.get(path, { query: '1' })).body.status).toBe('success');
});

test('supports quoted metric and label names with any characters', async () => {
  const { body } = await rig.prometheus('/query', { query: '{"with.dots", "label.with.dots"=~"x|y"}' });
  expect(body.data.result).toHaveLength(1);
  const grouped = await rig.prometheus('/query', { query: 'sum by ("label.with.dots") ({"with.dots"})' });
  expect(grouped.body.data.result[0].metric).toEqual({ 'label.with.dots': 'x' });
});

test('lists series, labels and values', async () => {
  const match = { 'match[]': ['tokens_total', 'vllm:num_requests_waiting'] };
  expect((await rig.prometheus('/series', match)).body.data).toHaveLength(2);
  expect((await rig.prometheus('/labels', {})).body.data).toEqual([
    '__name__',
    'cluster',
    'instance',
    'job',
    'label.with.dots',
    'location',
    'namespace',
    'pod',
    'project_id',
  ]);
  const names = await rig.prometheus('/label/__name__/values', match);
  expect(names.body.data).toEqual(['tokens_total', 'vllm:num_requests_waiting']);
  const later = await rig.prometheus('/label/pod/values', { start: String(AT + 1000) });
  expect(later.body.data).toEqual([]);
});

test('tells the type of each metric', async () => {
  const { body } = await rig.prometheus('/metadata', { metric: 'tokens_total' });
  expect(body.data).toEqual({ tokens_total: [{ type: 'counter', help: '', unit: '' }] });
});

const RANGE = { query: 'up', start: String(AT), end: String(AT + 60), step: '15' };

test.each<[path: string, parameters: Record<string, string>, text: string]>([
  ['/query', {}, '1:1: parse error: no expression found in input'],
  ['/query', { query: 'up', time: 'soon' }, 'invalid parameter "time": cannot parse "soon" to a valid timestamp'],
  ['/query', { query: 'up', timeout: 'x' }, 'invalid parameter "timeout": cannot parse "x" to a valid duration'],
  ['/query_range', { ...RANGE, start: '' }, 'invalid parameter "start": cannot parse "" to a valid timestamp'],
  ['/query_range', { ...RANGE, end: '1' }, 'invalid parameter "end": end timestamp must not be before start time'],
  [
    '/query_range',
    { ...RANGE, step: '0' },
    'invalid parameter "step": zero or negative query resolution step widths are',
  ],
  [
    '/query_range',
    { ...RANGE, end: String(AT + 11_001), step: '1' },
    'invalid parameter "step": exceeded maximum resolution of 11,000 points per timeseries',
  ],
  ['/query_range', { ...RANGE, query: 'up[5m]' }, 'invalid expression type "range vector" for range query'],
  ['/series', {}, 'no match[] parameter provided'],
  ['/series', { 'match[]': 'sum(up)' }, 'invalid parameter "match[]"'],
  ['/labels', { limit: '-1' }, 'invalid parameter "limit"'],
])('%s refuses %j', async (path, parameters, text) => {
  const { status, body } = await rig.prometheus(path, parameters);
  expect([status, body.status, body.errorType]).toEqual([400, 'error', 'bad_data']);
  expect(body.error).toContain(text);
});

test('reports a valid query that cannot be executed', async () => {
  const { status, body } = await rig.prometheus('/query', { query: 'abs({__name__=~"tokens_total|vllm:.*"})' });
  expect([status, body.errorType]).toEqual([422, 'execution']);
  expect(body.error).toBe('vector cannot contain metrics with the same labelset');
});

test('refuses to gather more samples than fit', async () => {
  const { status, body } = await rig.prometheus('/query', { query: 'count_over_time(no_such_metric[20m:1ms])' });
  expect([status, body.errorType]).toEqual([422, 'execution']);
  expect(body.error).toContain('too many samples');
});

test('stops a query at its timeout', async () => {
  const query = 'count_over_time(tokens_total[20m:2ms])';
  const { status, body } = await rig.prometheus('/query', { query, timeout: '50ms' });
  expect([status, body.errorType]).toEqual([503, 'timeout']);
});

test('requires the sandbox’s token', async () => {
  const url = `http://127.0.0.1:${rig.port}/v1/projects/p/location/global/prometheus/api/v1/query?query=1`;
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
});
