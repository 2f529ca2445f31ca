import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { frame, openStream, type Reader } from '../../../workshop/page/stream.ts';

test('gives each line of the data a field of its own, whatever ends the line', () => {
  expect(frame('world', 'a\nb\r\nc\rd')).toBe('event: world\ndata: a\ndata: b\ndata: c\ndata: d\n\n');
});

test('streams events until the reader goes', async () => {
  const gone: string[] = [];
  const opened: Reader[] = [];
  const server = createServer((request, response) => {
    opened.push(openStream(request, response, () => gone.push('gone')));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const leave = new AbortController();
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: leave.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(opened[0]!.send('world', '{}')).toBe(true);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('data:')) text += (await reader.read()).value ?? '';
  expect(text).toBe('retry: 2000\n\nevent: world\ndata: {}\n\n');
  leave.abort();
  while (gone.length === 0) await new Promise(setImmediate);
  expect(gone).toEqual(['gone']);
});
