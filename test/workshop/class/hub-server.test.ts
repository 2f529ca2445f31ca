import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Desk } from '../../../workshop/class/hub/desk.ts';
import { agentFront } from '../../../workshop/class/hub/server.ts';

const SECRET = 'abc';

test.each([
  ['GET', '//', '', 400],
  ['POST', '/agent/report', 'no JSON', 400],
  ['GET', '/agent/name', '', 200],
])('the hub answers an agent that asks %s %s with its status', async (method, path, body, status) => {
  const desk = { content: () => ({ learners: [{ name: 'ana', secret: SECRET }] }) } as unknown as Desk;
  const server = createServer(agentFront(desk)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${SECRET}` };
  const answered = await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method, headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end(body);
  });
  expect(answered).toBe(status);
});
