import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { ANSWER, completions, listening, run, until } from './server.ts';

test('counts failures by kind, and retries after a pause', async () => {
  const { url, seen } = await completions((response) => response.writeHead(503).end('{}'));
  const load = run(url);
  await until(() => (load.snapshot().errors['HTTP 503'] ?? 0) >= 8);
  const { seconds, ...rest } = load.snapshot();
  expect(rest).toMatchObject({ completed: 0, latency: undefined });
  // Four loops, whose pauses are 0.5 s and then twice as long each time, up to 10 s.
  expect(seen.bodies.length).toBeLessThanOrEqual(4 * (6 + seconds / 10));
});

test('a closed port is ECONNREFUSED', async () => {
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

test('a kept connection that the server closes on reuse is not a failure', async () => {
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

test('a loop continues when the server is back', async () => {
  let broken = true;
  const { url } = await completions((response) => (broken ? response.writeHead(500).end() : response.end(ANSWER)));
  const load = run(url);
  await until(() => (load.snapshot().errors['HTTP 500'] ?? 0) >= 4);
  broken = false;
  await until(() => Math.min(...load.snapshot().connections.answers) > 0);
});
