import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMetricsClient, type MetricsClient } from '../../../lib/metrics/index.ts';
import { type Clock, wallClock } from '../../../lib/target/clock.ts';
import { START, startMonitoring } from './monitoring-server.ts';

describe("against the sandbox's monitoring", () => {
  let monitoring: Awaited<ReturnType<typeof startMonitoring>>;
  let metrics: MetricsClient;

  beforeAll(async () => {
    monitoring = await startMonitoring();
    metrics = createMetricsClient({ ...monitoring, baseUrl: `${monitoring.url}/monitoring/`, project: 'p' });
  });
  afterAll(() => monitoring.close());

  const waiting = "vllm:num_requests_waiting{cluster='c'}";

  test('a query returns each series with its labels and one point', async () => {
    const series = await metrics.query(waiting, { time: START + 60_000 });
    expect(series).toHaveLength(2);
    expect(series[0]!.labels).toMatchObject({
      __name__: 'vllm:num_requests_waiting',
      cluster: 'c',
      pod: 'a',
      instance: 'a:8000',
    });
    expect(series.map(({ points }) => points)).toEqual([[[START + 60_000, 400]], [[START + 60_000, 4]]]);
  });

  test("a query without a time uses the target's current time", async () => {
    const [series] = await metrics.query('vector(1)');
    expect(series!.points[0]![0] - monitoring.clock.now()).toBeLessThan(5000);
    expect(series!.points[0]![0]).toBeGreaterThanOrEqual(START + 300_000);
  });

  test('a range returns the points between its ends, one step apart', async () => {
    const range = { start: START, end: START + 60_000, step: 30 };
    const [series] = await metrics.queryRange(`sum(${waiting})`, range);
    expect(series).toEqual({
      labels: {},
      points: [
        [START, 0],
        [START + 30_000, 202],
        [START + 60_000, 404],
      ],
    });
  });

  test('the last minutes count back from the current time', async () => {
    const [series] = await metrics.queryRange(waiting, { last: '5m', step: '15s' });
    expect(series!.points[0]).toEqual([expect.closeTo(START, -4), 0]);
  });

  test('a scalar is one series without labels; NaN and infinities are numbers', async () => {
    expect((await metrics.query('scalar(vector(7))'))[0]).toMatchObject({
      labels: {},
      points: [[expect.any(Number), 7]],
    });
    const value = async (promql: string): Promise<number> => (await metrics.query(promql))[0]!.points[0]![1];
    expect([await value('vector(0)/0'), await value('vector(1)/0'), await value('vector(-1)/0')]).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
    ]);
  });

  test('an empty result has no series', async () => {
    expect(await metrics.query('vllm:no_such_metric')).toEqual([]);
  });

  test("an invalid query fails with the API's message", async () => {
    await expect(metrics.query('sum by (')).rejects.toMatchObject({
      code: 'METRICS_QUERY',
      message: expect.stringContaining('parse error'),
      evidence: ['sum by (', expect.stringMatching(/^HTTP 400: /)],
    });
  });

  test('a text result is refused', async () => {
    await expect(metrics.query('"text"')).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
  });

  test('lists time series oldest point first, with metric and resource labels', async () => {
    const filter = 'metric.type = "prometheus.googleapis.com/vllm:num_requests_waiting/gauge"';
    const series = await metrics.listTimeSeries({ filter, start: START - 1, end: START + 60_000 });
    const ofA = series.find(({ labels }) => labels.pod === 'a')!;
    expect(ofA.labels).toMatchObject({
      __name__: 'prometheus.googleapis.com/vllm:num_requests_waiting/gauge',
      cluster: 'c',
      namespace: 'vllm',
    });
    expect(ofA.points).toEqual([0, 1, 2, 3, 4].map((n) => [START + n * 15_000, n * 100]));
  });

  test('aligns time series on request', async () => {
    const filter =
      'metric.type = "prometheus.googleapis.com/vllm:num_requests_waiting/gauge" AND metric.labels.pod = "a"';
    const [series] = await metrics.listTimeSeries({
      filter,
      start: START,
      end: START + 60_000,
      aligner: 'ALIGN_MAX',
      alignmentPeriod: 60,
    });
    expect(series!.points).toEqual([[START + 60_000, 400]]);
  });

  test("an invalid filter fails with the API's message, not with its JSON", async () => {
    const error = await metrics
      .listTimeSeries({ filter: 'metric.type ~~ 1', start: START, end: START + 1 })
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'METRICS_QUERY' });
    expect(error.message).not.toContain('{');
  });

  test('an invalid token fails without a retry', async () => {
    const stranger = createMetricsClient({
      ...monitoring,
      baseUrl: monitoring.url,
      project: 'p',
      token: async () => 'wrong',
    });
    const evidence = [expect.any(String), expect.stringMatching(/^HTTP 401: /)];
    await expect(stranger.query('up')).rejects.toMatchObject({ code: 'METRICS_QUERY', evidence });
    await expect(stranger.listTimeSeries({ filter: 'x', start: 0, end: 1 })).rejects.toMatchObject({
      code: 'METRICS_QUERY',
      evidence,
    });
  });
});

describe('when the API fails', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** The wall clock, 200 times as fast. */
  const fastClock: Clock = { now: () => 0, pace: 200, sleep: (ms, signal) => wallClock.sleep(ms / 200, signal) };
  const good = JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '5'] } });

  async function api(answer: (response: ServerResponse, count: number, request: IncomingMessage) => void) {
    let count = 0;
    const server = createServer((request, response) => answer(response, ++count, request));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    let tokens = 0;
    const token = async (): Promise<string> => `token${++tokens}`;
    return {
      metrics: createMetricsClient({ baseUrl, project: 'p', token, clock: fastClock }),
      asked: () => count,
    };
  }

  test.each([429, 500, 502, 503, 504])('retries HTTP %s', async (status) => {
    const { metrics, asked } = await api((response, count) =>
      count < 4 ? response.writeHead(status).end('busy') : response.end(good),
    );
    expect((await metrics.query('x'))[0]!.points[0]![1]).toBe(5);
    expect(asked()).toBe(4);
  });

  test('retries a broken connection', async () => {
    const { metrics, asked } = await api((response, count) => (count < 3 ? response.destroy() : response.end(good)));
    await metrics.query('x');
    expect(asked()).toBe(3);
  });

  test.each([400, 401, 403, 404])('does not retry HTTP %s', async (status) => {
    const { metrics, asked } = await api((response) => response.writeHead(status).end('{"error":{"message":"No."}}'));
    await expect(metrics.query('x')).rejects.toMatchObject({
      code: 'METRICS_QUERY',
      evidence: ['x', `HTTP ${status}: No.`],
    });
    expect(asked()).toBe(1);
  });

  test('gives up, and reports the number of attempts', async () => {
    const { metrics, asked } = await api((response) => response.writeHead(503).end('The service is unavailable'));
    await expect(metrics.query('x')).rejects.toMatchObject({
      code: 'METRICS_QUERY',
      evidence: ['x', 'HTTP 503: The service is unavailable', `tried 8 times`],
    });
    expect(asked()).toBe(8);
  });

  test('refuses an answer that is not from Prometheus, with its beginning', async () => {
    const { metrics } = await api((response) => response.end('<html>'));
    await expect(metrics.query('x')).rejects.toMatchObject({
      code: 'METRICS_QUERY',
      evidence: ['x', 'HTTP 200: <html>'],
    });
  });

  test('an abort ends a request and a wait at once, with its reason', async () => {
    const { metrics } = await api((response, count) => void (count > 1 && response.end()));
    const reason = new Error('stop');
    await expect(metrics.query('x', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(metrics.query('x', { signal: controller.signal })).rejects.toBe(reason);
  });

  test('reads the token for each attempt', async () => {
    const seen: unknown[] = [];
    const { metrics } = await api((response, count, request) => {
      seen.push(request.headers.authorization);
      response.writeHead(count < 3 ? 503 : 200).end(good);
    });
    await metrics.query('x');
    expect(seen).toEqual(['Bearer token1', 'Bearer token2', 'Bearer token3']);
  });
});
