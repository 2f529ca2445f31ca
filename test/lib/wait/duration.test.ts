import { expect, it } from 'vitest';
import { duration, formatDuration } from '../../../lib/wait/duration.ts';

it.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['8m', 480_000],
  ['1h30m', 5_400_000],
  ['1.5m', 90_000],
])('reads %s as %i ms', (text, ms) => {
  expect(duration(text)).toBe(ms);
});

it.each(['', '8', 'm8', '8 m', '8m!', 'soon'])('refuses %j', (text) => {
  expect(() => duration(text)).toThrow(RangeError);
});

it.each([
  [400, '0s'],
  [59_400, '59s'],
  [61_000, '1m 1s'],
  [1_800_000, '30m'],
  [3_599_600, '1h'],
  [3_905_000, '1h 5m'],
])('writes %i ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
