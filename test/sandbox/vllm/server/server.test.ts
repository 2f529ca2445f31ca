import { createConnection, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { COMMAND } from '../container.ts';
import { events, exchange, MODEL, type ReplicaServer, startServer } from './replica-server.ts';

let server: ReplicaServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

async function get(path: string): Promise<unknown> {
  return (await fetch(server.url + path)).json();
}

test('health and ping are empty answers', async () => {
  for (const [path, method] of [
    ['/health', 'GET'],
    ['/ping', 'GET'],
    ['/ping', 'POST'],
  ] as const) {
    const response = await fetch(server.url + path, { method });
    expect([response.status, await response.text()]).toEqual([200, '']);
  }
});

test('version and load', async () => {
  expect(await get('/version')).toEqual({ version: '0.27.0' });
  expect(await get('/load')).toEqual({ server_load: 0 });
});

test('the list of models has the one that is served, with its length', async () => {
  expect(await get('/v1/models')).toMatchObject({
    object: 'list',
    data: [
      {
        id: MODEL,
        object: 'model',
        owned_by: 'vllm',
        root: MODEL,
        parent: null,
        max_model_len: 4096,
        permission: [
          {
            id: expect.stringMatching(/^modelperm-[0-9a-f]{32}$/),
            object: 'model_permission',
            organization: '*',
            is_blocking: false,
          },
        ],
      },
    ],
  });
});

test('every route is described', async () => {
  const { paths } = (await get('/openapi.json')) as { paths: Record<string, object> };
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/completions', '/metrics', '/ping', '/tokenize']));
  for (const path of ['/docs', '/redoc'])
    expect((await fetch(server.url + path)).headers.get('content-type')).toBe('text/html; charset=utf-8');
});

test('tokens and back', async () => {
  const answer = await (await server.post('/tokenize', { prompt: 'Hello, world!', return_token_strs: true })).json();
  expect(answer).toMatchObject({
    count: 5,
    max_model_len: 4096,
    token_strs: ['<|begin_of_text|>', 'Hello', ',', ' world', '!'],
  });
  const { tokens } = answer as { tokens: number[] };
  expect(await (await server.post('/detokenize', { tokens })).json()).toEqual({ prompt: 'Hello, world!' });
});

test('answers have the headers of uvicorn, dated by the simulated clock', async () => {
  const text = await exchange(server.address, 'GET /version HTTP/1.1\r\nhost: x\r\n\r\n', (seen) => seen.endsWith('}'));
  const head = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  expect(head.map((line) => line.split(':')[0])).toEqual([
    'HTTP/1.1 200 OK',
    'date',
    'server',
    'content-type',
    'content-length',
  ]);
  expect(text).toContain('server: uvicorn');
  expect(text).toContain('date: Fri, 14 Aug 2026');
});

test('a used connection stays open unless the client asks to close it', async () => {
  const one = 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n';
  const twice = (text: string): boolean => text.match(/200 OK/g)?.length === 2;
  expect(twice(await exchange(server.address, one + one, twice))).toBe(true);
  const closed = await exchange(server.address, one.replace('host', 'connection: close\r\nhost'));
  expect(closed).toContain('connection: close');
});

test('a connection of HTTP/1.0 is closed after the answer, even if the client asks to keep it', async () => {
  const one = 'GET /health HTTP/1.0\r\nhost: x\r\nconnection: keep-alive\r\n\r\n';
  const answer = await exchange(server.address, one + one);
  expect(answer.match(/200 OK/g)).toHaveLength(1);
  expect(answer).not.toMatch(/^connection:/im);
});

test('an idle connection is closed, and not before five seconds', async () => {
  const began = performance.now();
  await exchange(server.address, 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(performance.now() - began).toBeGreaterThan(4900);
});

test('browsers may send requests from any origin', async () => {
  const preflight = await fetch(`${server.url}/v1/completions`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://a',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  const answer = await fetch(`${server.url}/version`, { headers: { origin: 'http://a' } });
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});

test("SageMaker's path takes a completion", async () => {
  const answer = await (
    await server.post('/invocations', { prompt: 'San Francisco is a', max_tokens: 1, temperature: 0 })
  ).json();
  expect(answer).toMatchObject({ choices: [{ text: ' top' }] });
});

test('each request is in the access log', () => {
  expect(
    server.lines.some(({ text }) => /INFO: {5}127\.0\.0\.1:\d+ - "GET \/version HTTP\/1\.1" 200 OK$/.test(text)),
  ).toBe(true);
});

test('load shows in the periodic line, and an idle server is silent', async () => {
  await server.complete({ prompt: 'x', max_tokens: 2000, ignore_eos: true });
  await server.clock.sleep(60_000);
  const lines = server.lines.filter(({ text }) => text.includes('Engine 000:'));
  expect(
    lines.some(({ text }) =>
      /Avg prompt throughput: \d+\.\d tokens\/s, Avg generation throughput: 6\d\.\d tokens\/s, Running: 1 reqs, Waiting: 0 reqs, GPU KV cache usage: 0\.\d%, Prefix cache hit rate: \d+\.\d%$/.test(
        text,
      ),
    ),
  ).toBe(true);
  const count = lines.length;
  await server.clock.sleep(120_000);
  expect(server.lines.filter(({ text }) => text.includes('Engine 000:')).length).toBe(count);
});

test('an idle server sets no timer, however fast time runs: it costs nothing', async () => {
  const idle = await startServer();
  onTestFinished(() => idle.stop());
  await idle.complete({ prompt: 'a', max_tokens: 1 });
  // The last lines about the load.
  await idle.clock.sleep(60_000);
  let timers = 0;
  const set = idle.clock.setTimeout.bind(idle.clock);
  idle.clock.setTimeout = (callback, delay) => {
    timers++;
    return set(callback, delay);
  };
  // A hundred simulated seconds.
  await delay(500);
  expect(timers).toBe(0);
  await idle.complete({ prompt: 'a', max_tokens: 1 });
  expect(timers).toBeGreaterThan(0);
});

test('a socket accepted by another listener is served', async () => {
  const balancer = createServer((socket) => server.running.accept!(8000, socket));
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
  const { port } = balancer.address() as { port: number };
  const answer = await (await fetch(`http://127.0.0.1:${port}/version`)).json();
  expect(answer).toEqual({ version: '0.27.0' });
  balancer.close();
});

test('probes and scrapes need no socket', async () => {
  const request = (path: string) =>
    server.running.request!(8000, {
      method: 'GET',
      path,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
    });
  expect((await request('/health')).status ?? 200).toBe(200);
  expect((await request('/metrics')).body).toContain('vllm:num_requests_waiting{');
});

test('stopping ends what is in flight and closes the port', async () => {
  const own = await startServer({ pace: 1 });
  const call = own.post('/v1/completions', { prompt: 'x', max_tokens: 4000, ignore_eos: true });
  const running = () => own.metric(`vllm:num_requests_running{engine="0",model_name="${MODEL}"}`);
  await expect.poll(running, { timeout: 10_000 }).toBe(1);
  own.stop();
  await expect(call).rejects.toThrow();
  await expect(
    new Promise((resolve, reject) => createConnection(8000, own.address, () => resolve('open')).on('error', reject)),
  ).rejects.toThrow(/ECONNREFUSED/);
});

test('an instruct model chats', async () => {
  const model = 'meta-llama/Llama-3.3-70B-Instruct';
  const own = await startServer({ args: [...COMMAND, `--model=${model}`] });
  try {
    const body = { model, messages: [{ role: 'user', content: 'Tell me a story' }], max_tokens: 20, temperature: 0 };
    const whole = await (await own.post('/v1/chat/completions', body)).json();
    expect(whole).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{32}$/),
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: expect.stringMatching(/^[A-Z"]/) },
          finish_reason: 'length',
        },
      ],
      usage: { completion_tokens: 20 },
    });
    const { chunks } = await events(await own.post('/v1/chat/completions', { ...body, stream: true }));
    const deltas = chunks.map(({ choices }) => (choices as { delta: { role?: string; content: string } }[])[0]!.delta);
    expect(deltas[0]).toEqual({ role: 'assistant', content: '' });
    const { choices } = whole as { choices: { message: { content: string } }[] };
    expect(deltas.map(({ content }) => content).join('')).toBe(choices[0]!.message.content);
  } finally {
    own.stop();
  }
});

test('a served name replaces the model’s name everywhere', async () => {
  const own = await startServer({ args: [...COMMAND, '--served-model-name', 'llama', 'other'] });
  try {
    const { data } = (await (await fetch(`${own.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['llama', 'other']);
    expect((await own.post('/v1/completions', { model: 'other', prompt: 'x' })).status).toBe(200);
    expect((await own.post('/v1/completions', { model: MODEL, prompt: 'x' })).status).toBe(404);
    expect(await own.metric('vllm:num_requests_running{engine="0",model_name="llama"}')).toBe(0);
  } finally {
    own.stop();
  }
});
