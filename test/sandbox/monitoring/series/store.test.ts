import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Sample } from '../../../../sandbox/monitoring/monitoring.ts';
import { PROJECT, type Rig, START, sample, startRig } from '../rig.ts';

const WAITING = 'prometheus.googleapis.com/vllm:num_requests_waiting/gauge';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let rig: Rig;
afterEach(() => rig.close());

async function values(query: string, time = rig.world.clock.now()): Promise<string[]> {
  const { body } = await rig.prometheus('/query', { query, time: String(time / 1000) });
  return body.data.result.map(({ value }: { value: [number, string] }) => value[1]);
}

const write = (...samples: Sample[]): void => rig.monitoring.ingest(samples);

test('shows a sample only after its ingestion', async () => {
  rig = await startRig({ durations: { metricIngestion: '5s' } });
  write(sample('up', 1));
  rig.pass(4_999);
  expect(await values('up')).toEqual([]);
  rig.pass(1);
  expect(await values('up')).toEqual(['1']);
});

test('shows a brand-new metric nowhere until it has become visible, then with its history', async () => {
  rig = await startRig({ durations: { newMetricVisible: '1m' } });
  const seen = async () => ({
    query: (await values('vllm:num_requests_waiting', START)).length,
    series: (await rig.prometheus('/series', { 'match[]': 'vllm:num_requests_waiting' })).body.data.length,
    descriptors: ((await rig.get(`/v3/projects/${PROJECT}/metricDescriptors`)).body.metricDescriptors ?? []).length,
    descriptor: (await rig.get(`/v3/projects/${PROJECT}/metricDescriptors/${WAITING}`)).status,
    list: (
      await rig.get(`/v3/projects/${PROJECT}/timeSeries`, {
        filter: `metric.type = "${WAITING}"`,
        'interval.endTime': new Date(rig.world.clock.now()).toISOString(),
      })
    ).status,
  });
  write(sample('vllm:num_requests_waiting', 1));
  rig.pass(MINUTE - 1);
  expect(await seen()).toEqual({ query: 0, series: 0, descriptors: 0, descriptor: 404, list: 404 });
  rig.pass(1);
  expect(await seen()).toEqual({ query: 1, series: 1, descriptors: 1, descriptor: 200, list: 200 });
});

test('shows a new series of a known metric at once', async () => {
  rig = await startRig({ durations: { newMetricVisible: '1m' } });
  write(sample('up', 1));
  rig.pass(2 * MINUTE);
  write(sample('up', 1, { labels: { pod: 'second' }, time: START + 2 * MINUTE }));
  expect(await values('up{pod="second"}')).toEqual(['1']);
});

test('keeps a value visible for five minutes after its pod stops reporting', async () => {
  rig = await startRig();
  write(sample('up', 1));
  rig.pass(5 * MINUTE);
  expect(await values('up')).toEqual(['1']);
  rig.pass(1);
  expect(await values('up')).toEqual([]);
});

test('ignores a sample that is not newer than the last', async () => {
  rig = await startRig();
  write(sample('up', 1, { time: START + 10 }), sample('up', 2, { time: START + 10 }), sample('up', 3, { time: START }));
  rig.pass(MINUTE);
  expect(await values('count_over_time(up[5m])')).toEqual(['1']);
  expect(await values('up')).toEqual(['1']);
});

test('keeps six hours of scrapes and no more', async () => {
  rig = await startRig();
  for (let at = 0; at <= 9 * HOUR; at += 15_000) write(sample('up', 1, { time: START + at }));
  rig.pass(9 * HOUR);
  const [kept] = await values('count_over_time(up[9h])');
  expect(Number(kept)).toBeGreaterThan(4.4 * 240);
  expect(Number(kept)).toBeLessThanOrEqual(6 * 240);
});

test('forgets a series whose last sample is out of the retention', async () => {
  rig = await startRig();
  write(sample('up', 1, { labels: { pod: 'gone' } }));
  rig.pass(7 * HOUR);
  write(sample('up', 1, { labels: { pod: 'new' }, time: START + 7 * HOUR }));
  const { body } = await rig.prometheus('/series', { 'match[]': 'up' });
  expect(body.data.map(({ pod }: { pod: string }) => pod)).toEqual(['new']);
});

test('keeps the projects apart', async () => {
  rig = await startRig();
  write(sample('up', 1, { target: { project_id: 'other' } }));
  rig.pass(MINUTE);
  expect(await values('up')).toEqual([]);
});

test('accepts labels named like Object.prototype’s properties', async () => {
  rig = await startRig();
  const labels = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
  write(sample('up', 1, { labels }));
  expect(await values('up{__proto__="a",constructor="b"}')).toEqual(['1']);
  expect(await values('up{toString!=""}')).toEqual([]);
});

test('keeps the last hour, except the last five minutes, after a kill', async () => {
  const journal = join(mkdtempSync(join(tmpdir(), 'monitoring-')), 'journal');
  rig = await startRig({ journal, durations: { newMetricVisible: '10m' } });
  const scrape = (minute: number, value: number): Sample => sample('odd', value, { time: START + minute * MINUTE });
  for (let minute = 0; minute < 94; minute++) {
    write(scrape(minute, [minute, Number.NaN, Number.POSITIVE_INFINITY][minute % 3]!));
    write({ ...scrape(minute, 7), name: 'constant', family: 'constant' });
    rig.pass(MINUTE);
  }
  const range = { start: String(START / 1000), end: String(START / 1000 + 6000), step: '60' };
  const before = (await rig.prometheus('/query_range', { query: '{job!=""}', ...range })).body.data.result;
  await rig.close();

  rig = await startRig({ journal, start: START + 94 * MINUTE, durations: { newMetricVisible: '10m' } });
  const after = (await rig.prometheus('/query_range', { query: '{job!=""}', ...range })).body.data.result;
  const kept = ({ metric, values }: { metric: object; values: [number, string][] }) => {
    const within = values.filter(([time]) => time > START / 1000 + 30 * 60 && time <= START / 1000 + 90 * 60);
    return { metric, values: within };
  };
  expect(after.map(kept)).toEqual(before.map(kept));
  expect(kept(after[0]).values).toHaveLength(60);

  write(scrape(94, 1));
  expect(await values('odd')).toEqual(['1']);
});
