import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { notice } from '../../../workshop/class/notice.ts';

const text = { en: 'Not <yours>', zh: '不是你的' };

async function ask(accept: string): Promise<Response> {
  const server = createServer((request, response) => notice(request, response, { status: 403, text, home: true }));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers: { accept } });
}

test('a browser gets a page in both languages, with an icon of its own and the way home', async () => {
  const answer = await ask('text/html,*/*');
  const html = await answer.text();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
  for (const part of ['Not &#60;yours&#62;', '不是你的', '<link rel="icon" href="data:,">', 'href="/"'])
    expect(html).toContain(part);
});

test('a command gets one line', async () => {
  expect(await (await ask('*/*')).text()).toBe('Not <yours>\n');
});
