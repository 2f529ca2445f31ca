import { expect, test } from 'vitest';
import { crc32c } from '../../../sandbox/storage/crc32c.ts';

test('computes the check value of the Castagnoli polynomial and that of nothing', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(Buffer.from('e3069283', 'hex').toString('base64'));
  expect(crc32c(Buffer.alloc(0))).toBe('AAAAAA==');
});

test('computes the value of RFC 3720 for 32 zero bytes', () => {
  // 8a9136aa, B.4 lists its bytes in the order of the wire: aa 36 91 8a.
  expect(crc32c(Buffer.alloc(32))).toBe(Buffer.from('8a9136aa', 'hex').toString('base64'));
});
