import { describe, expect, test } from 'vitest';
import type { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Clock, wallClock } from '../../../lib/target/clock.ts';
import { ANSWER, completions, run, USAGE, until } from './server.ts';

/** The wall clock, 100 times as fast. */
function fastClock(): Clock {
  const start = performance.now();
  return {
    now: () => (performance.now() - start) * 100,
    pace: 100,
    sleep: (ms, signal) => wallClock.sleep(ms / 100, signal),
  };
}

describe('loops', () => {
  test('keep one request each in flight', async () => {
    const { url, seen } = await completions((response) => setTimeout(() => response.end(ANSWER), 30));
    const load = run(url, { concurrency: 20 });
    await until(() => load.snapshot().completed >= 60);
    expect(seen.most).toBe(20);
    expect(load.snapshot()).toMatchObject({ concurrency: 20, inFlight: 20, errors: {} });
  });

  test('count answers, tokens and answers per loop', async () => {
    const { url } = await completions();
    const load = run(url);
    await until(() => load.snapshot().completed >= 100);
    const { completed, tokens, throughput, seconds, connections } = await load.stop();
    expect(tokens).toBe(completed * 7);
    expect(connections.answers.reduce((sum, n) => sum + n)).toBe(completed);
    expect(Math.min(...connections.answers)).toBeGreaterThan(0);
    expect(throughput.requests).toBeCloseTo(completed / seconds);
  });

  test('open a new connection after a number of answers, so that a new pod gets requests', async () => {
    const { url, seen } = await completions();
    const load = run(url, { requestsPerConnection: 3 });
    await until(() => seen.perSocket.size >= 30);
    const { errors, reconnects } = await load.stop();
    expect([errors, reconnects]).toEqual([{}, 0]);
    const counts = [...seen.perSocket.values()];
    expect(Math.max(...counts)).toBe(3);
    expect(counts.filter((count) => count === 3).length).toBeGreaterThan(20);
  });

  test('open a new connection after its lifetime, also with long completions', async () => {
    const { url, seen } = await completions((response) => setTimeout(() => response.end(ANSWER), 20));
    const load = run(url, { clock: fastClock(), connectionLifetime: 1000 });
    await until(() => load.snapshot().completed >= 20);
    expect(Math.max(...seen.perSocket.values())).toBe(1);
  });

  test('start one after another over the ramp', async () => {
    const { url, seen } = await completions(() => undefined);
    const began = performance.now();
    run(url, { concurrency: 10, rampUp: 1000 });
    await until(() => seen.open === 10);
    expect(performance.now() - began).toBeGreaterThan(850);
  });

  test('send the body of each request number', async () => {
    const { url, seen } = await completions();
    const load = run(url, { concurrency: 1, body: (n) => ({ prompt: `story ${n}` }) });
    await until(() => load.snapshot().completed >= 3);
    expect(seen.bodies.slice(0, 3)).toEqual([{ prompt: 'story 0' }, { prompt: 'story 1' }, { prompt: 'story 2' }]);
  });

  test('send the API key only to the server', async () => {
    const { url, seen } = await completions();
    const load = run(url, { apiKey: { reveal: () => 'sentinel' } });
    await until(() => load.snapshot().completed > 0);
    expect(seen.heads[0]!.authorization).toBe('Bearer sentinel');
    expect(JSON.stringify(await load.stop())).not.toContain('sentinel');
  });
});

describe('time', () => {
  test("latency is in the target's time, not in real time", async () => {
    const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 50));
    const load = run(url, { clock: fastClock() });
    await until(() => load.snapshot().completed >= 8);
    const { latency, seconds } = load.snapshot();
    expect(latency!.min).toBeGreaterThan(4.8);
    expect(latency!.max).toBeLessThan(seconds);
  });

  test('a stream records the time to its first text', async () => {
    const { url, seen } = await completions((response) => {
      const text = (word: string): string => `data: ${JSON.stringify({ choices: [{ text: word }] })}\n\n`;
      response.write(text(''));
      setTimeout(() => response.write(text('a')), 60);
      setTimeout(() => response.end(`data: ${JSON.stringify({ choices: [], usage: USAGE })}\n\ndata: [DONE]\n\n`), 150);
    });
    const load = run(url, { stream: true });
    await until(() => load.snapshot().completed >= 8);
    const { timeToFirstToken, latency, tokens, completed, errors } = await load.stop();
    expect(seen.bodies[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(timeToFirstToken!.min).toBeGreaterThan(0.055);
    expect(latency!.min - timeToFirstToken!.min).toBeGreaterThan(0.06);
    expect([tokens, errors]).toEqual([completed * 7, {}]);
  });

  test("a request is given up at its deadline, by the target's clock", async () => {
    const { url } = await completions(() => undefined);
    const load = run(url, { clock: fastClock(), deadline: 20_000 });
    await until(() => (load.snapshot().errors.DEADLINE ?? 0) >= 4);
    expect(load.snapshot().completed).toBe(0);
  });

  test('the steady figures omit the ramp', async () => {
    const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 20));
    const load = run(url, { rampUp: 1000, concurrency: 10 });
    await until(() => (load.snapshot().steady?.seconds ?? 0) > 0.5);
    const { steady, throughput } = load.snapshot();
    expect(steady!.requests).toBeGreaterThan(throughput.requests);
  });

  test('a busy process reports unreliable latencies', async () => {
    const { url } = await completions();
    const load = run(url);
    for (let times = 0; times < 5; times++) {
      const end = performance.now() + 100;
      while (performance.now() < end);
      await wallClock.sleep(5);
    }
    expect(load.snapshot().client.doubts).not.toEqual([]);
  });
});
test('all invalid options are named', () => {
  const options = {
    url: 'https://host/',
    concurrency: 0,
    deadline: -1,
    requestsPerConnection: 0.5,
    connectionLifetime: -1,
    rampUp: Number.NaN,
    apiKey: 'a\r\nb',
  };
  try {
    run('', options);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'LOAD_INPUT' });
    expect((error as RunbookError).evidence.map((line) => line.split(':')[0])).toEqual([
      'url',
      'concurrency',
      'requestsPerConnection',
      'connectionLifetime',
      'deadline',
      'rampUp',
      'apiKey',
    ]);
    expect((error as RunbookError).evidence.join()).not.toContain('a\r\nb');
  }
});
