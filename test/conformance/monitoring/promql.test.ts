import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT, type Rig, startRig, TOKEN } from '../../sandbox/monitoring/rig.ts';
import { type RealPrometheus, requirePrometheus, startPrometheus } from './prometheus.ts';
import { QUERIES, REFUSED } from './queries.ts';
import { FIRST, history, LAST } from './samples.ts';

type Pair = [time: number, value: string];
interface Row {
  readonly metric: Record<string, string>;
  readonly value?: Pair;
  readonly values?: Pair[];
}
interface Answer {
  readonly status: number;
  readonly body: { status: string; errorType?: string; data?: { resultType: string; result: Row[] | Pair } };
}

let real: RealPrometheus;
let rig: Rig;

beforeAll(async () => {
  requirePrometheus();
  const samples = history();
  real = await startPrometheus(samples);
  rig = await startRig({ start: FIRST });
  rig.monitoring.ingest(samples);
  rig.pass(LAST - FIRST);
});
afterAll(() => Promise.all([real?.stop(), rig?.close()]));

async function ask(url: string, path: string, parameters: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function askBoth(path: string, parameters: Record<string, string>): Promise<[theirs: Answer, ours: Answer]> {
  const ours = `http://127.0.0.1:${rig.port}/v1/projects/${PROJECT}/location/global/prometheus`;
  return Promise.all([ask(real.url, path, parameters), ask(ours, path, parameters)]);
}

const ORDERED = /^(sort|sort_desc|topk|bottomk)\(/;

function rows({ body }: Answer, keepOrder: boolean): { metric: string; pairs: Pair[] }[] {
  const result = body.data!.result;
  const isPair = (value: Row[] | Pair): value is Pair => typeof value[0] === 'number';
  if (isPair(result)) return [{ metric: '', pairs: [result] }];
  const all = result.map(({ metric, value, values }) => {
    const labels = JSON.stringify(Object.entries(metric).sort());
    return { metric: labels, pairs: values ?? [value!] };
  });
  return keepOrder ? all : all.sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

/** Equal to a billionth of the value; NaN equals NaN, +Inf equals +Inf. */
function sameNumber(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}

function expectSame(theirs: Answer, ours: Answer, keepOrder: boolean): void {
  expect(ours.body.status, JSON.stringify(ours.body)).toBe(theirs.body.status);
  expect(ours.body.data!.resultType).toBe(theirs.body.data!.resultType);
  const [expected, actual] = [rows(theirs, keepOrder), rows(ours, keepOrder)];
  expect(actual.map(({ metric }) => metric)).toEqual(expected.map(({ metric }) => metric));
  actual.forEach(({ pairs, metric }, index) => {
    const wanted = expected[index]!.pairs;
    expect(pairs.map(([time]) => time)).toEqual(wanted.map(([time]) => time));
    const wrong = pairs.filter(([, value], i) => !sameNumber(value, wanted[i]![1]));
    expect(wrong, `${metric} should be ${JSON.stringify(wanted)}`).toEqual([]);
  });
}

/** After the first scrape, before and after each change of the history, exactly on a scrape, between two. */
const MOMENTS = [30, 330, 600.5, 1210, 1500, 1790, 1805, 2400].map((seconds) => FIRST / 1000 + seconds);

describe.each(QUERIES)('%s', (query) => {
  test('is at each moment what Prometheus says', async () => {
    for (const time of MOMENTS) {
      const [theirs, ours] = await askBoth('/query', { query, time: String(time) });
      expectSame(theirs, ours, ORDERED.test(query));
    }
  });

  test('is over a range what Prometheus says', async () => {
    for (const step of ['15s', '37s']) {
      const range = { start: String(FIRST / 1000 - 20), end: String(LAST / 1000 + 400), step };
      const [theirs, ours] = await askBoth('/query_range', { query, ...range });
      expectSame(theirs, ours, true);
    }
  });
});

test.each(REFUSED)('refuses %j as Prometheus does', async (query) => {
  const [theirs, ours] = await askBoth('/query', { query, time: String(FIRST / 1000 + 1790) });
  expect([ours.status, ours.body.errorType]).toEqual([theirs.status, theirs.body.errorType]);
  expect(theirs.body.status).toBe('error');
});
