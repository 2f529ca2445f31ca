import { describe, expect, test } from 'vitest';
import { ResponseParser } from '../../../lib/load/response.ts';

/** Feeds the bytes in pieces cut at the given offsets; returns the first response and the remaining bytes. */
function parse(text: string, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text, 'latin1');
  const parser = new ResponseParser();
  let body = '';
  const reader = {
    read: (buffer: Buffer, start: number, end: number) => (body += buffer.toString('latin1', start, end)),
  };
  const places = [0, ...cuts, bytes.length];
  for (const [index, start] of places.slice(0, -1).entries()) {
    const end = places[index + 1]!;
    const stopped = parser.read(bytes, start, end, reader);
    if (stopped < end) return { parser, body, rest: bytes.toString('latin1', stopped) };
  }
  return { parser, body, rest: '' };
}

const CASES: Record<string, string> = {
  'a length': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello',
  'no body': 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n',
  chunks: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n',
  'chunks and a trailer': 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n',
  'an interim response first': 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
};

describe.each(Object.entries(CASES))('a response with %s', (name, text) => {
  const body = name === 'no body' ? '' : 'hello';

  test('is read alike wherever it is cut', () => {
    for (let first = 1; first < text.length; first++) {
      for (const cuts of [[first], [first, Math.min(first + 1, text.length - 1)]]) {
        const { parser, ...read } = parse(text, cuts);
        expect({ ...read, done: parser.done, keepAlive: parser.keepAlive }).toEqual({
          body,
          rest: '',
          done: true,
          keepAlive: true,
        });
      }
    }
  });

  test('is not done before its last byte', () => {
    expect(parse(text.slice(0, -1)).parser.done).toBe(false);
  });

  test('leaves the bytes after it', () => {
    expect(parse(`${text}HTTP/1.1`).rest).toBe('HTTP/1.1');
  });
});

test('a response without a length ends with its connection', () => {
  const { parser, body } = parse('HTTP/1.1 200 OK\r\n\r\nhello');
  expect([parser.done, parser.close(), parser.keepAlive, body]).toEqual([false, true, false, 'hello']);
});

test('a response with a length does not end with its connection', () => {
  expect(parse('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello').parser.close()).toBe(false);
});

test.each([
  ['HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 0\r\n\r\n', false],
  ['HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', false],
  ['HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n', true],
])('the connection of %j is reusable: %s', (text, keepAlive) => {
  expect(parse(text).parser.keepAlive).toBe(keepAlive);
});

test.each([
  'SSH-2.0-OpenSSH\r\n\r\n',
  'HTTP/2 200\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n',
  `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`,
])('%.40j is a protocol error', (text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }));
});
