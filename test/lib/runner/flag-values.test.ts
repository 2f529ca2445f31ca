import { expect, it } from 'vitest';
import { atLeast, positive, whole } from '../../../lib/runner/flag-values.ts';

const refused = expect.objectContaining({ code: 'USAGE' });

it.each(['', ' ', 'x', '0', '-1', 'Infinity', 'NaN', '11'])('refuses %j as a number above 0 and at most 10', (text) => {
  expect(() => positive('hours', text, 10)).toThrow(refused);
});

it('reads a number above 0, with or without a largest one', () => {
  expect([positive('hours', '0.5', 10), positive('hours', '10', 10), positive('hours', '1e6')]).toEqual([0.5, 10, 1e6]);
});

it.each(['', 'x', '0.5', 'Infinity'])('refuses %j as a number of at least 1', (text) => {
  expect(() => atLeast('ratio', text, 1)).toThrow(refused);
});

it.each(['', '1.5', '-1', '1e300'])('refuses %j as a whole number', (text) => {
  expect(() => whole('users', text, 0)).toThrow(refused);
});

it('reads the smallest number', () => {
  expect([atLeast('least', '0', 0), whole('users', '2', 2)]).toEqual([0, 2]);
});
