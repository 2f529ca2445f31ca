import { expect, it } from 'vitest';
import { bodies, readPrompts, type Wording } from '../../../../runbook/load/command/bodies.ts';

const WORDING: Wording = {
  model: 'm',
  chat: false,
  ignoreEos: false,
  input: { least: 10, most: 30 },
  output: { least: 100, most: 200 },
  seed: 1,
};
type Body = { prompt: string; max_tokens: number };
const some = (more: Partial<Wording> = {}, count = 300): Body[] =>
  Array.from({ length: count }, (_, n) => n).map(bodies({ ...WORDING, ...more })) as Body[];

it('chooses lengths from the whole ranges', () => {
  const made = some({}, 3000);
  const inputs = made.map(({ prompt }) => prompt.split(' ').length);
  const outputs = made.map((body) => body.max_tokens);
  expect([Math.min(...inputs), Math.max(...inputs)]).toEqual([10, 30]);
  expect([Math.min(...outputs), Math.max(...outputs)]).toEqual([100, 200]);
});

it('sends the same requests for the same seed, and others for another seed', () => {
  expect(some()).toEqual(some());
  expect(some({ seed: 2 })).not.toEqual(some());
});

it('begins every prompt with another word, so that no prefix is cached', () => {
  const first = some().map(({ prompt }) => prompt.split(' ')[0]);
  expect(new Set(first).size).toBe(first.length);
});

it('sends a chat', () => {
  const [body] = some({ chat: true, ignoreEos: true, prompts: ['Hello'] }, 1);
  expect(body).toMatchObject({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], ignore_eos: true });
  expect(body).not.toHaveProperty('prompt');
});

it('sends the prompts of a file in turn', () => {
  const prompts = readPrompts('{"prompt": "a"}\n\n{"prompt": "b"}\n', 'p.jsonl');
  expect(some({ prompts }, 3).map(({ prompt }) => prompt)).toEqual(['a', 'b', 'a']);
});

it('takes the lengths of a trace', () => {
  const [body] = some({ trace: [{ at: 0, input: 7, output: 9 }] }, 1);
  expect(body!.prompt.split(' ')).toHaveLength(7);
  expect(body!.max_tokens).toBe(9);
});

it.each(['', '{"prompt": 5}', '{"prompt": "a"}\nnot JSON'])('refuses the data set %j', (text) => {
  expect(() => readPrompts(text, 'p.jsonl')).toThrow(expect.objectContaining({ code: 'LOAD_INPUT' }));
});
