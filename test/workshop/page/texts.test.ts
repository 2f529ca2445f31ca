import { expect, test } from 'vitest';
import { TEXTS, type TextKey, texts } from '../../../workshop/page/texts.ts';

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

test.each(Object.keys(TEXTS) as TextKey[])('%s is written in both languages with the same values', (key) => {
  const { en, zh } = TEXTS[key];
  expect([en.trim() !== '', zh.trim() !== '']).toEqual([true, true]);
  expect(placeholders(zh)).toEqual(placeholders(en));
});

test('puts values into a text, and names of the prototype are none', () => {
  expect(texts('en')('stepsDone', { done: 1, of: 2 })).toBe('1 of 2 steps done');
  expect(texts('zh')('stepsDone', { done: 1, of: 2 })).toBe('已完成 1/2 步');
  expect(texts('en')('target', {})).toBe('target {target}');
});
