import { expect, test } from 'vitest';
import { Continuation } from '../../../../sandbox/vllm/text/continuation.ts';
import { tokenize } from '../../../../sandbox/vllm/text/tokenizer.ts';
import { Vocabulary } from '../../../../sandbox/vllm/text/vocabulary.ts';

test.each([
  ['San Francisco is a', ['San', ' Francisco', ' is', ' a']],
  ["it's 12345!", ['it', "'s", ' ', '123', '45', '!']],
  ['a\n\nb', ['a', '\n\n', 'b']],
  ['', []],
])('cuts %j into tokens', (text, pieces) => {
  expect(tokenize(text)).toEqual(pieces);
});

test.each([
  'Plain words, and more.',
  '本教程介绍如何 vLLM',
  '🎉🎉 emoji',
  ' \t odd   spaces \r\n',
  'x'.repeat(300),
  '{"json": [1, 2.5e-3]}',
])('the tokens of %j join to the text, and so do their ids', (text) => {
  const pieces = tokenize(text);
  expect(pieces.join('')).toBe(text);
  const vocabulary = new Vocabulary();
  expect(vocabulary.text(vocabulary.ids(pieces))).toBe(text);
});

test('different pieces have different ids, as long as there is room', () => {
  const vocabulary = new Vocabulary();
  const ids = Array.from({ length: 20_000 }, (_, i) => vocabulary.id(` word${i}`));
  expect(new Set(ids).size).toBe(20_000);
  expect(Math.max(...ids)).toBeLessThan(128_000);
  for (let i = 0; i < 70_000; i++) vocabulary.id(`another${i}`);
  expect(vocabulary.piece(ids[7]!)).toBe(' word7');
});

test('the same prompt and seed always lead to the same text, another seed to another', () => {
  const text = (seed: string): string => new Continuation('Once upon a time', seed, 8000).text(100);
  expect(text('one')).toBe(text('one'));
  expect(text('one')).not.toBe(text('two'));
});

test('a shorter text is the beginning of a longer one', () => {
  const continuation = new Continuation('Hello', 'seed', 8000);
  const short = continuation.text(20);
  expect(continuation.text(500).startsWith(short)).toBe(true);
  expect(new Continuation('Hello', 'seed', 8000).text(500)).toBe(continuation.text(500));
});

test('the written text counts its tokens', () => {
  const continuation = new Continuation('Hello', 'seed', 8000);
  expect(tokenize(continuation.text(800))).toHaveLength(800);
});

test('it is English: sentences of words, with a capital and a full stop', () => {
  const text = new Continuation('The end.', 'seed', 8000).text(600);
  const paragraphs = text.split('\n\n').slice(0, -1);
  expect(paragraphs.length).toBeGreaterThan(3);
  for (const paragraph of paragraphs) expect(paragraph.trim()).toMatch(/^["A-Z][\w ,.'"]+[."]$/);
  expect(text.match(/[a-z]\. [A-Z]/g)!.length).toBeGreaterThan(15);
});

test('the lengths at which texts end vary around their mean', () => {
  const lengths = Array.from({ length: 2000 }, (_, i) => new Continuation('x', `seed ${i}`, 1000).endOfText);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  expect(mean).toBeGreaterThan(900);
  expect(mean).toBeLessThan(1100);
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(2);
});
