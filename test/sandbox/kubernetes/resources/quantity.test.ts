import { expect, test } from 'vitest';
import {
  canonicalQuantity,
  milliValue,
  quantityFromMilli,
  quantityValue,
} from '../../../../sandbox/kubernetes/resources/quantity.ts';

test.each([
  [10, '10'],
  ['0', '0'],
  ['0Ki', '0'],
  ['0.5', '500m'],
  ['1.5', '1500m'],
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['1000', '1k'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['1024', '1024'],
  ['1023Ki', '1023Ki'],
  ['0.5Ki', '512'],
  ['1e3', '1e3'],
  ['12E2', '1200'],
  ['1E', '1E'],
  ['-1.5', '-1500m'],
  ['+5', '5'],
  ['.5', '500m'],
  ['5.', '5'],
  ['100n', '100n'],
  ['0.1n', '1n'],
  ['34972m', '34972m'],
])('%j is %s in canonical form', (text, canonical) => {
  expect(canonicalQuantity(text)).toBe(canonical);
});

test.each(['', 'abc', '1Zi', '1.2.3', '--1', '1 Gi', '0x10', '1e', 'Ki'])('%j is no quantity', (text) => {
  expect(() => canonicalQuantity(text)).toThrow(expect.objectContaining({ code: 'QUANTITY' }));
});

test('quantities have plain and milli values', () => {
  expect(quantityValue('1536Mi')).toBe(1536 * 2 ** 20);
  expect(quantityValue('250m')).toBe(0.25);
  expect(milliValue('1500u')).toBe(2);
  expect(milliValue('10')).toBe(10_000);
});

test.each([
  [34_972, '34972m'],
  [35_000, '35'],
  [0, '0'],
])('%d thousandths are %s', (milli, text) => {
  expect(quantityFromMilli(milli)).toBe(text);
});
