import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { connect as connectSecurely } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { ensureAuthority } from '../../../sandbox/elsewhere/authority.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';

const TOKEN = 'ya29.elsewhere';

async function open() {
  const home = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const authority = join(home, 'authority.pem');
  await ensureAuthority(authority);
  const sandbox = await startSandbox({ token: TOKEN, authority, start: Date.now(), speed: 1 });
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(home, { recursive: true });
  });
  return { ...sandbox, port: Number(new URL(sandbox.url).port), ca: readFileSync(authority, 'utf8') };
}

/** The socket that a proxy's client gets for a host. */
async function tunnel(port: number, place: string) {
  const asked = request({ host: '127.0.0.1', port, method: 'CONNECT', path: place }).end();
  const [answer, socket] = (await once(asked, 'connect')) as [IncomingMessage, import('node:net').Socket];
  return { status: answer.statusCode, socket };
}

test('answers in the place of a host that is not simulated, with a certificate of its own authority', async () => {
  const { port, ca } = await open();
  const host = 'logging.googleapis.com';
  const { status, socket } = await tunnel(port, `${host}:443`);
  expect(status).toBe(200);
  const secure = connectSecurely({ socket, servername: host, ca });
  await once(secure, 'secureConnect');
  const asked = requestSecurely({ createConnection: () => secure, host, path: '/v2/entries:list', method: 'POST' });
  const [answer] = (await once(asked.end('{}'), 'response')) as [IncomingMessage];
  expect([answer.statusCode, await json(answer)]).toMatchObject([
    400,
    { error: { status: 'FAILED_PRECONDITION', message: expect.stringContaining(`[sandbox] Not simulated: ${host}`) } },
  ]);
});

test('closes although a tunnel is open', async () => {
  const { port, close } = await open();
  const { socket } = await tunnel(port, 'logging.googleapis.com:443');
  const closed = once(socket, 'close');
  await close();
  await closed;
});

test('refuses a tunnel to what is no host', async () => {
  const { port } = await open();
  const { status } = await tunnel(port, 'a b:443').catch(() => ({ status: 400 }));
  expect(status).toBe(400);
});

test.each([
  ['its own address', (port: number) => `http://127.0.0.1:${port}/storage/v1/b?project=vllm-tpu-sandbox`, 200],
  ['another port', (port: number) => `http://127.0.0.1:${port - 1}/storage/v1/b?project=vllm-tpu-sandbox`, 400],
  ['another host', () => 'http://metadata.google.internal/computeMetadata/v1/', 400],
])('as a proxy, serves or refuses %s', async (_, url, status) => {
  const { port } = await open();
  const headers = { authorization: `Bearer ${TOKEN}` };
  const asked = request({ host: '127.0.0.1', port, path: url(port), headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(status);
  await text(answer);
});
