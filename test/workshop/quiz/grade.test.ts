import { expect, test } from 'vitest';
import { grade } from '../../../workshop/quiz/grade.ts';
import { type Key, number, text, wrong } from '../../../workshop/quiz/question.ts';

const explanation = { en: 'It waits.', zh: '在排队。' };
const seconds = { id: 'ttft-p90', kind: number('s', 0.1), explanation };
const key: Key = { right: 76, mistakes: [wrong(60, 'p50', 'p50'), wrong(undefined, 'never', 'never')] };
const said = (answer: string) => grade(seconds, key, answer);

test('a number within the tolerance is right, and gets the explanation with the value of the run', () => {
  expect(said('70')).toEqual({ right: true, message: { en: '76 s. It waits.', zh: '76 s。在排队。' } });
});

test.each(['76000ms', '1m 16s', ' 76 s ', '1.27 min'])('reads the unit of %j', (answer) => {
  expect(said(answer).right).toBe(true);
});

test('a typical mistake gets its own reason', () => {
  expect(said('60')).toMatchObject({ right: false, message: { en: 'p50' } });
});

test.each([
  ['76000', 'ms'],
  ['1.25', 'min'],
])('%s without a unit is told to be in %s', (answer, unit) => {
  const { right, message } = said(answer);
  expect(right).toBe(false);
  expect(message.zh).toContain(` ${unit}，`);
});

test('any other number is told to be too small or too large', () => {
  const [small, large] = [said('3'), said('400')];
  expect([small.right, large.right]).toEqual([false, false]);
  expect(small.message).not.toEqual(large.message);
});

test.each(['', 'many', '76 GB', '12 s or so', '-5'])('refuses %j as a number of seconds', (answer) => {
  expect(() => said(answer)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

test('a right value of zero needs zero', () => {
  const cost = { id: 'left-per-hour', kind: number('$/h', 0.02), explanation };
  expect(grade(cost, { right: 0 }, '0').right).toBe(true);
  expect(grade(cost, { right: 0 }, '$0.01').right).toBe(false);
});

test.each([
  ['0.43', false],
  ['43%', true],
  ['43', true],
])('a percentage: %s', (answer, right) => {
  expect(grade({ id: 'cache-peak', kind: number('%', 0.1), explanation }, { right: 42.8 }, answer).right).toBe(right);
});

test('a text counts without quotes and capitals', () => {
  const zone = { id: 'tpu-zone', kind: text, explanation };
  const found: Key = { right: 'us-east5-b', mistakes: [wrong('us-east5', 'the region', '区域')] };
  expect(grade(zone, found, ' "US-East5-B"').right).toBe(true);
  expect(grade(zone, found, 'us-east5').message.en).toBe('the region');
  expect(grade(zone, found, 'europe-west4-a').right).toBe(false);
});

test('a choice must be one of its options', () => {
  const choice = { id: 'first-queue', kind: { type: 'choice', options: ['32', '160'] }, explanation } as const;
  expect(grade(choice, { right: '160' }, '160').right).toBe(true);
  expect(grade(choice, { right: '160' }, '32').right).toBe(false);
  expect(() => grade(choice, { right: '160' }, '128')).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
