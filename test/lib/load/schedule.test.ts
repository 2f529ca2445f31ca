import { describe, expect, test } from 'vitest';
import type { Stage } from '../../../lib/load/index.ts';
import { ANSWER, completions, run, until } from './server.ts';

const open = (...stages: readonly Stage[]) => ({ traffic: { kind: 'open', stages } }) as const;
const constant = (rate: number, seconds: number): Stage => ({ rate, seconds, arrivals: 'constant' });

describe('an open loop', () => {
  test('sends at its times, however long the server takes, and ends when all is answered', async () => {
    const { url, seen } = await completions((response) => setTimeout(() => response.end(ANSWER), 300));
    const load = run(url, open(constant(50, 1)));
    await until(() => load.snapshot().ended);
    const { completed, rate, errors } = await load.stop();
    expect([completed, errors]).toEqual([50, {}]);
    // 50 a second for 0.3 s: 15 at a time.
    expect(seen.most).toBeGreaterThan(10);
    expect(rate.achieved).toBe(rate.requested);
  });

  test('sends requests of a trace in its order', async () => {
    const { url, seen } = await completions();
    const requests = [0, 0.1, 0.1, 0.2].map((at, n) => ({ at, input: n, output: n }));
    const load = run(url, {
      traffic: { kind: 'trace', requests },
      body: (n) => ({ max_tokens: requests[n]!.output }),
    });
    await until(() => load.snapshot().ended);
    expect(seen.bodies.map(({ max_tokens }) => max_tokens).sort()).toEqual([0, 1, 2, 3]);
  });

  test('measures from the schedule what waited in this process, and calls that a bottleneck', async () => {
    const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 100));
    const load = run(url, { ...open(constant(40, 1)), mostInFlight: 2 });
    await until(() => load.snapshot().ended);
    const { latency, fromSchedule, clientQueue, client, rate } = await load.stop();
    // 40 requests, 20 a second: the last one waits for a second.
    expect(fromSchedule!.max).toBeGreaterThan(latency!.max + 0.5);
    expect(clientQueue!.max).toBeGreaterThan(0.7);
    expect(client.bottleneck).toContain('late');
    expect(rate.achieved).toBeLessThan(rate.requested + 1e-9);
  });

  test('shows a stall of the server to every request that came meanwhile, as a closed loop does not', async () => {
    const stalling = () => {
      const from = performance.now();
      return completions((response) => {
        const passed = performance.now() - from;
        const until = passed > 500 && passed < 1500 ? 1500 - passed : 5;
        setTimeout(() => response.end(ANSWER), until);
      });
    };
    const [one, two] = [await stalling(), await stalling()];
    const scheduled = run(one.url, open(constant(50, 2)));
    const users = run(two.url, { concurrency: 2 });
    await until(() => scheduled.snapshot().ended);
    const [slow, hidden] = [await scheduled.stop(), await users.stop()];
    expect(slow.fromSchedule!.p90).toBeGreaterThan(0.5);
    expect(hidden.latency!.p90).toBeLessThan(slow.fromSchedule!.p90 / 2);
  });

  test('does not count requests of the warm-up', async () => {
    const { url } = await completions();
    const load = run(url, { ...open(constant(50, 1)), warmUp: 500 });
    await until(() => load.snapshot().ended);
    const { completed, latency } = await load.stop();
    expect(completed).toBe(50);
    expect(latency!.count).toBe(26);
  });
});

test('users think between an answer and the next request', async () => {
  const { url } = await completions();
  const load = run(url, { traffic: { kind: 'closed', users: 2, thinkTime: 0.3 } });
  await until(() => load.snapshot().seconds > 1);
  const { completed, seconds } = await load.stop();
  expect(completed).toBeGreaterThanOrEqual(4);
  // Each of the two sends at once, and then no more often than every 0.3 s.
  expect(completed).toBeLessThanOrEqual(2 * (1 + Math.floor(seconds / 0.3)));
});

test('a stream has the gaps between its events, the time of a token, and goodput', async () => {
  const event = (text: string): string => `data: {"choices":[{"text":"${text}"}]}\n\n`;
  const usage = 'data: {"choices":[],"usage":{"completion_tokens":3}}\n\ndata: [DONE]\n\n';
  const { url } = await completions((response) => {
    const parts = [event('a'), event('b'), event('c') + usage];
    for (const [n, part] of parts.entries())
      setTimeout(() => (n < 2 ? response.write(part) : response.end(part)), 100 + n * 50);
  });
  const traffic = { kind: 'closed', users: 1 } as const;
  const load = run(url, { traffic, stream: true, slo: { ttft: 50, itl: 50 } });
  await until(() => load.snapshot().completed >= 3);
  const { interToken, perToken, goodput, completed } = await load.stop();
  expect(interToken!.count).toBe(completed * 2);
  expect(interToken!.p50).toBeGreaterThan(0.03);
  expect(perToken!.p50).toBeCloseTo(interToken!.mean, 1);
  expect(goodput!.share).toBe(1);
});

test('a process that is busy with something else is called the bottleneck', async () => {
  const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 20));
  const load = run(url, { concurrency: 4 });
  let turns = 0;
  const busy = setInterval(() => {
    const end = performance.now() + 150;
    while (performance.now() < end);
    turns++;
  }, 200);
  await until(() => turns >= 5);
  clearInterval(busy);
  expect((await load.stop()).client.bottleneck).toContain('late');
});
