import type { Random } from '../../../../sandbox/core/random.ts';
import { bytes, pick } from './values.ts';

const START = [
  'GET / HTTP/1.1',
  'POST /api/v1/pods HTTP/1.1',
  'GET / HTTP/9.9',
  'GET',
  '\u0000\u0001',
  'PRI * HTTP/2.0',
  '',
];
const LINES = [
  'Host: x',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 5\r\nContent-Length: 6',
  'Transfer-Encoding: chunked\r\nContent-Length: 3',
  'Transfer-Encoding: chunked, chunked',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade\r\nUpgrade: SPDY/3.1',
  'Expect: 100-continue',
  `X: ${'y'.repeat(20_000)}`,
  ' folded: header',
  'No colon here',
  'Null\u0000: 1',
];
const ENDS = [
  '\r\n\r\n',
  '\n\n',
  '\r\n',
  '',
  '\r\n\r\nffffffff\r\n',
  '\r\n\r\n-1\r\nabc',
  '\r\n\r\nGET / HTTP/1.1\r\n\r\n',
];

/** What no HTTP client would write to a connection. */
export function fuzzBytes(random: Random): Buffer {
  if (random.next() < 0.2) return bytes(random, random.integer(1, 500));
  const lines = Array.from({ length: random.integer(0, 4) }, () => pick(random, LINES));
  return Buffer.from([pick(random, START), ...lines].join('\r\n') + pick(random, ENDS), 'latin1');
}
