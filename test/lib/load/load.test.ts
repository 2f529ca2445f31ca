import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, wallClock } from '../../../lib/clock.ts';
import type { RunbookError } from '../../../lib/errors.ts';
import { type Load, type LoadOptions, startLoad } from '../../../lib/load/index.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const USAGE = { prompt_tokens: 5, total_tokens: 12, completion_tokens: 7 };
const ANSWER = JSON.stringify({ choices: [{ text: 'top holiday' }], usage: USAGE });

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/completions`;
}

/** A server that keeps what it was sent: bodies, heads, and how many requests came over each connection. */
async function completions(
  answer: (response: ServerResponse, body: Record<string, unknown>) => void = (response) => response.end(ANSWER),
) {
  const seen = {
    bodies: [] as Record<string, unknown>[],
    heads: [] as IncomingMessage['headers'][],
    perSocket: new Map<Socket, number>(),
    open: 0,
    most: 0,
  };
  const server = createServer((request, response) => {
    let text = '';
    seen.perSocket.set(request.socket, (seen.perSocket.get(request.socket) ?? 0) + 1);
    seen.open++;
    seen.most = Math.max(seen.most, seen.open);
    response.on('close', () => seen.open--);
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      seen.heads.push(request.headers);
      seen.bodies.push(JSON.parse(text));
      answer(response, JSON.parse(text));
    });
  });
  return { url: await listening(server), seen };
}

function run(url: string, options: Partial<LoadOptions> = {}): Load {
  const load = startLoad({ url, body: { prompt: 'San Francisco is a' }, concurrency: 4, clock: wallClock, ...options });
  cleanups.push(() => load.stop());
  return load;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 500) throw new Error('It did not come to that in 5 s');
    await wallClock.sleep(10);
  }
}

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
  test('keep as many requests in flight as they are', async () => {
    const { url, seen } = await completions((response) => setTimeout(() => response.end(ANSWER), 30));
    const load = run(url, { concurrency: 20 });
    await until(() => load.snapshot().completed >= 60);
    expect(seen.most).toBe(20);
    expect(load.snapshot()).toMatchObject({ concurrency: 20, inFlight: 20, errors: {} });
  });

  test('count answers, tokens and what each loop did', async () => {
    const { url } = await completions();
    const load = run(url);
    await until(() => load.snapshot().completed >= 100);
    const { completed, tokens, throughput, seconds, connections } = await load.stop();
    expect(tokens).toBe(completed * 7);
    expect(connections.answers.reduce((sum, n) => sum + n)).toBe(completed);
    expect(Math.min(...connections.answers)).toBeGreaterThan(0);
    expect(throughput.requests).toBeCloseTo(completed / seconds);
  });

  test('take a new connection after so many answers, so that a new pod gets its share', async () => {
    const { url, seen } = await completions();
    const load = run(url, { requestsPerConnection: 3 });
    await until(() => seen.perSocket.size >= 30);
    const { errors, reconnects } = await load.stop();
    expect([errors, reconnects]).toEqual([{}, 0]);
    const counts = [...seen.perSocket.values()];
    expect(Math.max(...counts)).toBe(3);
    expect(counts.filter((count) => count === 3).length).toBeGreaterThan(20);
  });

  test('take a new connection after its lifetime, so that long completions do not hold it', async () => {
    const { url, seen } = await completions((response) => setTimeout(() => response.end(ANSWER), 20));
    const load = run(url, { clock: fastClock(), connectionLifetime: 1000 });
    await until(() => load.snapshot().completed >= 20);
    expect(Math.max(...seen.perSocket.values())).toBe(1);
  });

  test('start one after another over the ramp', async () => {
    const { url, seen } = await completions(() => undefined);
    run(url, { concurrency: 10, rampUp: 1000 });
    await until(() => seen.open >= 1);
    expect(seen.open).toBeLessThan(5);
    await until(() => seen.open === 10);
  });

  test('send what the body makes of each request', async () => {
    const { url, seen } = await completions();
    const load = run(url, { concurrency: 1, body: (n) => ({ prompt: `story ${n}` }) });
    await until(() => load.snapshot().completed >= 3);
    expect(seen.bodies.slice(0, 3)).toEqual([{ prompt: 'story 0' }, { prompt: 'story 1' }, { prompt: 'story 2' }]);
  });

  test('show the API key to the server and to nobody else', async () => {
    const { url, seen } = await completions();
    const load = run(url, { apiKey: { reveal: () => 'sentinel' } });
    await until(() => load.snapshot().completed > 0);
    expect(seen.heads[0]!.authorization).toBe('Bearer sentinel');
    expect(JSON.stringify(await load.stop())).not.toContain('sentinel');
  });
});

describe('time', () => {
  test("latency is the target's, not the wall's", async () => {
    const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 50));
    const load = run(url, { clock: fastClock() });
    await until(() => load.snapshot().completed >= 8);
    const { p50, min } = load.snapshot().latency!;
    expect(min).toBeGreaterThan(4.8);
    expect(p50).toBeLessThan(30);
  });

  test('a stream tells the time to its first text', async () => {
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

  test('a request is given up at its deadline, on the target clock', async () => {
    const { url } = await completions(() => undefined);
    const load = run(url, { clock: fastClock(), deadline: 20_000 });
    await until(() => (load.snapshot().errors.DEADLINE ?? 0) >= 4);
    expect(load.snapshot().completed).toBe(0);
  });

  test('the steady figures leave out the ramp', async () => {
    const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 20));
    const load = run(url, { rampUp: 1000, concurrency: 10 });
    await until(() => (load.snapshot().steady?.seconds ?? 0) > 0.5);
    const { steady, throughput } = load.snapshot();
    expect(steady!.requests).toBeGreaterThan(throughput.requests);
  });

  test('a busy process says that its latencies are not to be trusted', async () => {
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

describe('failures', () => {
  test('are counted by kind and tried again, not at once', async () => {
    const { url, seen } = await completions((response) => response.writeHead(503).end('{}'));
    const load = run(url);
    await until(() => (load.snapshot().errors['HTTP 503'] ?? 0) >= 8);
    expect(load.snapshot()).toMatchObject({ completed: 0, latency: undefined });
    expect(seen.bodies.length).toBeLessThan(30);
  });

  test('a port that nobody listens on is ECONNREFUSED', async () => {
    const server = createTcpServer();
    const url = await listening(server);
    server.close();
    const load = run(url);
    await until(() => load.snapshot().errors.ECONNREFUSED! >= 4);
  });

  test.each([
    ['HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}', 'TRUNCATED'],
    ['SSH-2.0-x\r\n\r\n', 'PROTOCOL'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}', 'PROTOCOL'],
    ['', 'CLOSED'],
  ])('a server that sends %j and closes is %s', async (text, kind) => {
    const url = await listening(
      createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(text))),
    );
    const load = run(url);
    await until(() => (load.snapshot().errors[kind] ?? 0) >= 4);
    expect(Object.keys(load.snapshot().errors)).toEqual([kind]);
  });

  test('a kept connection that the server closes as it is used again is no failure', async () => {
    const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`;
    const url = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          socket.write(answer);
          socket.once('data', () => socket.resetAndDestroy());
        });
      }),
    );
    const load = run(url);
    await until(() => load.snapshot().reconnects >= 8);
    const { errors, completed } = await load.stop();
    expect(errors).toEqual({});
    expect(completed).toBeGreaterThanOrEqual(8);
  });

  test('a loop goes on when the server is back', async () => {
    let broken = true;
    const { url } = await completions((response) => (broken ? response.writeHead(500).end() : response.end(ANSWER)));
    const load = run(url);
    await until(() => (load.snapshot().errors['HTTP 500'] ?? 0) >= 4);
    broken = false;
    await until(() => Math.min(...load.snapshot().connections.answers) > 0);
  });
});

describe('the end', () => {
  test('stopping closes every socket at once, and the report says what was in flight', async () => {
    const { url, seen } = await completions(() => undefined);
    const load = run(url, { concurrency: 30 });
    await until(() => seen.open === 30);
    const report = await load.stop();
    expect(report).toMatchObject({ aborted: 30, completed: 0, errors: {} });
    await until(() => seen.open === 0);
    expect(await load.stop()).toBe(report);
    expect(load.snapshot()).toBe(report);
  });

  test('an aborted signal ends the load in the same way', async () => {
    const { url, seen } = await completions(() => undefined);
    const controller = new AbortController();
    const load = run(url, { signal: controller.signal });
    await until(() => seen.open === 4);
    controller.abort();
    await until(() => seen.open === 0);
    expect(await load.stop()).toMatchObject({ aborted: 4 });
  });

  test('a load whose clock is gone ends, and lets the process do other things', async () => {
    const { url, seen } = await completions(() => undefined);
    let gone = false;
    const clock: Clock = {
      ...wallClock,
      sleep: (ms, signal) => (gone ? Promise.reject(new Error('The target is gone')) : wallClock.sleep(ms, signal)),
    };
    const load = run(url, { clock });
    await until(() => seen.open === 4);
    gone = true;
    await until(() => seen.open === 0);
    expect(await load.stop()).toMatchObject({ aborted: 4 });
  });

  test('a load whose signal is aborted already sends nothing', async () => {
    const { url, seen } = await completions();
    const load = run(url, { signal: AbortSignal.abort() });
    await wallClock.sleep(150);
    expect([seen.bodies, (await load.stop()).completed]).toEqual([[], 0]);
  });
});

test('options that make no sense are all named', () => {
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
