import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Cloud, openCloud, PROJECT, TOKEN } from '../cloud.ts';

const PROJECT_PATH = `/crm/v1/projects/${PROJECT}`;

/** Sends bytes as they are, and gives the first line of the answer. */
async function raw(cloud: Cloud, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(cloud.url).port), '127.0.0.1');
  socket.end(bytes);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString().split('\r\n')[0] ?? '';
}

describe('every API', () => {
  const paths = [
    '/_sandbox/status',
    PROJECT_PATH,
    '/storage/v1/b',
    '/container/v1/projects/x/locations/y/clusters',
    '/none',
  ];

  test.each(paths)('%s refuses a request without the token', async (path) => {
    const cloud = await openCloud();
    for (const authorization of [undefined, 'Bearer', 'Bearer other', `Basic ${TOKEN}`, TOKEN]) {
      const answer = await fetch(cloud.url + path, authorization ? { headers: { authorization } } : {});
      expect([answer.status, ((await answer.json()) as { error: object }).error]).toEqual([
        401,
        expect.objectContaining({ status: 'UNAUTHENTICATED' }),
      ]);
    }
  });

  test('the clock stream refuses it too', async () => {
    const cloud = await openCloud();
    expect((await fetch(`${cloud.url}/_sandbox/clock`, { method: 'POST', body: '{"pace":1}\n' })).status).toBe(401);
  });

  test('says that a path or a method that no service has is not simulated', async () => {
    const cloud = await openCloud();
    for (const [method, path] of [
      ['GET', '/none'],
      ['DELETE', PROJECT_PATH],
      ['GET', '/storage/v1/../../etc/passwd'],
    ] as const) {
      const message = expect.stringMatching(/^\[sandbox\] Not simulated: /);
      expect(await cloud.call(method, path)).toMatchObject({ status: 400, body: { error: { message } } });
    }
  });

  test.each(['{', '[]', '1', '"x"', 'null'])('refuses the body %s', async (body) => {
    const cloud = await openCloud();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${cloud.url}${PROJECT_PATH}:setIamPolicy`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
  });

  test('refuses a body of more than three megabytes, and a path that does not decode', async () => {
    const cloud = await openCloud();
    const large = await cloud.call('POST', `${PROJECT_PATH}:getIamPolicy`, { a: 'x'.repeat(4 * 1024 * 1024) });
    expect([large.status, large.body.error.message]).toEqual([
      400,
      'Request payload size exceeds the limit: 3145728 bytes.',
    ]);
    expect((await cloud.call('GET', '/crm/v1/projects/%ff')).status).toBe(400);
  });
});

describe('the process lives', () => {
  test.each([
    ['noise', '\0\x01\x02 nonsense\r\n\r\n'],
    ['half a request', 'GET / HTTP/1.1\r\nHo'],
    ['a head that is too long', `GET / HTTP/1.1\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['a length that is not one', `POST ${PROJECT_PATH} HTTP/1.1\r\ncontent-length: -5\r\n\r\n`],
  ])('after %s', async (_, bytes) => {
    const cloud = await openCloud();
    await raw(cloud, bytes);
    expect((await cloud.call('GET', PROJECT_PATH)).status).toBe(200);
  });

  test('survives a client that disconnects in the middle of its body', async () => {
    const cloud = await openCloud();
    const socket = connect(Number(new URL(cloud.url).port), '127.0.0.1');
    const head = `POST ${PROJECT_PATH}:getIamPolicy HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n`;
    socket.write(`${head}content-length: 100\r\n\r\n{"a"`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    expect((await cloud.call('GET', PROJECT_PATH)).status).toBe(200);
  });
});

describe('the faults of all Google APIs', () => {
  test('api-errors returns the given code and does not affect the control path', async () => {
    const cloud = await openCloud({ faults: { 'api-errors': { code: 429 } } });
    expect(await cloud.call('GET', PROJECT_PATH)).toMatchObject({
      status: 429,
      body: { error: { status: 'RESOURCE_EXHAUSTED' } },
    });
    expect((await cloud.call('GET', '/_sandbox/status')).status).toBe(200);
  });

  test('api-errors strikes with the given probability, reproducibly for a seed', async () => {
    const outcomes = async (): Promise<number[]> => {
      const cloud = await openCloud({ faults: { 'api-errors': { probability: 0.2 } } });
      const statuses: number[] = [];
      for (let call = 0; call < 50; call++) statuses.push((await cloud.call('GET', PROJECT_PATH)).status);
      return statuses;
    };
    const first = await outcomes();
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(3);
    expect(first.filter((status) => status === 503).length).toBeLessThan(20);
    expect(await outcomes()).toEqual(first);
  });

  test('api-reset cuts the connection', async () => {
    const cloud = await openCloud({ faults: { 'api-reset': {} } });
    await expect(cloud.call('GET', PROJECT_PATH)).rejects.toThrow('fetch failed');
  });

  test('api-slow delays the response', async () => {
    const cloud = await openCloud({ faults: { 'api-slow': { seconds: 30 } } });
    const before = cloud.world.clock.now();
    let answered = false;
    const answer = cloud.call('GET', PROJECT_PATH).finally(() => {
      answered = true;
    });
    while (!answered) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      cloud.pass(1_000);
    }
    expect(cloud.world.clock.now() - before).toBeGreaterThanOrEqual(30_000);
    expect((await answer).status).toBe(200);
  });
});
