import { expect, test } from 'vitest';
import { goDuration } from '../../../../sandbox/kubernetes/kubelet/go-duration.ts';

test.each([
  [0, '0s'],
  [711, '711ms'],
  [1556, '1.556s'],
  [10_000, '10s'],
  [80_000, '1m20s'],
  [120_000, '2m0s'],
  [3_610_000, '1h0m10s'],
])('%i ms are %s', (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});
