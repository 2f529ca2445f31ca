import { expect, test } from 'vitest';
import { admits } from '../../../../sandbox/kubernetes/balancer/source-ranges.ts';

test.each<[string[] | undefined, string, boolean]>([
  [undefined, '127.0.0.1', true],
  [[], '127.0.0.1', true],
  [['127.0.0.0/8'], '127.9.9.9', true],
  [['10.0.0.0/8'], '127.0.0.1', false],
  [['10.0.0.0/8', '127.0.0.1/32'], '127.0.0.1', true],
  [['127.0.0.1'], '127.0.0.2', false],
  [['0.0.0.0/0'], '203.0.113.9', true],
  [['203.0.113.128/25'], '203.0.113.127', false],
  [['203.0.113.128/25'], '::ffff:203.0.113.200', true],
])('%j and %s: %s', (ranges, address, admitted) => {
  expect(admits(ranges, address)).toBe(admitted);
});
