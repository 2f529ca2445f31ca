import { afterEach, beforeEach, expect, test } from 'vitest';
import { GoogleApiError } from '../../../sandbox/core/google-error.ts';
import { Random } from '../../../sandbox/core/random.ts';
import { PROJECT, type Rig, START, sample, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const type = (suffix: string): string => `prometheus.googleapis.com/${suffix}`;

test('gives each kind of metric the types that the collectors’ exporter gives it', async () => {
  rig.monitoring.ingest([
    sample('g', 1),
    sample('c_total', 1, { kind: 'counter' }),
    sample('h_bucket', 1, { kind: 'histogram', labels: { le: '+Inf' } }),
    sample('h_sum', 1, { kind: 'histogram', labels: {} }),
    sample('s', 1, { kind: 'summary', labels: { quantile: '0.5' } }),
    sample('s_sum', 1, { kind: 'summary', labels: {} }),
    sample('s_count', 1, { kind: 'summary', labels: {} }),
    sample('u', 1, { kind: 'unknown' }),
  ]);
  const { body } = await rig.get(`/v3/projects/${PROJECT}/metricDescriptors`);
  const rows = body.metricDescriptors.map((it: Record<string, string>) => [it.type, it.metricKind, it.valueType]);
  expect(rows).toEqual([
    [type('c_total/counter'), 'CUMULATIVE', 'DOUBLE'],
    [type('g/gauge'), 'GAUGE', 'DOUBLE'],
    [type('h/histogram'), 'CUMULATIVE', 'DISTRIBUTION'],
    [type('s/summary'), 'GAUGE', 'DOUBLE'],
    [type('s_count/summary'), 'CUMULATIVE', 'DOUBLE'],
    [type('s_sum/summary:counter'), 'CUMULATIVE', 'DOUBLE'],
    [type('u/unknown'), 'GAUGE', 'DOUBLE'],
    [type('u/unknown:counter'), 'CUMULATIVE', 'DOUBLE'],
  ]);
});

test('answers the adapter in process as over HTTP', () => {
  rig.monitoring.ingest([sample('g', 3)]);
  rig.pass(15_000);
  const end = rig.world.clock.now();
  const request = { project: PROJECT, filter: `metric.type = "${type('g/gauge')}"`, start: end - 300_000, end };
  expect(rig.monitoring.metricDescriptor(PROJECT, type('g/gauge'))).toMatchObject({ metricKind: 'GAUGE' });
  const aligned = { ...request, aligner: 'ALIGN_NEXT_OLDER', alignmentPeriod: 300_000 };
  expect(rig.monitoring.listTimeSeries(aligned)).toMatchObject([
    {
      metric: { labels: { pod: 'vllm-tpu-1' } },
      points: [{ interval: { endTime: '2026-01-01T00:00:15Z' }, value: { doubleValue: 3 } }],
    },
  ]);
  expect(() => rig.monitoring.metricDescriptor(PROJECT, type('x/gauge'))).toThrow(GoogleApiError);
  expect(() => rig.monitoring.listTimeSeries({ ...request, filter: '' })).toThrow(GoogleApiError);
});

test('answers any query with a result or a PromQL error', async () => {
  const random = Random.of(7, 'queries');
  const words =
    'up g{ } pod = =~ != "a" "(" , ( ) [ ] 5m 1m : offset @ start() sum by without rate topk ( 3 -1 NaN Inf + - * / ^ == > bool and or unless on ignoring group_left histogram_quantile label_replace max_over_time absent scalar vector time() __name__ 1e400 \\ ` # é $ 0x'.split(
      ' ',
    );
  rig.monitoring.ingest([sample('up', 1), sample('g', Number.NaN, { labels: { pod: 'a', le: '1' }, time: START })]);
  const statuses = new Set<number>();
  for (let round = 0; round < 500; round++) {
    const length = random.integer(1, 12);
    const query = Array.from({ length }, () => words[random.integer(0, words.length - 1)]).join(' ');
    statuses.add((await rig.prometheus('/query', { query })).status);
  }
  expect([...statuses].sort()).toEqual([200, 400]);
});
