import { expect, it } from 'vitest';
import { readTrace } from '../../../../lib/load/traffic/trace.ts';

const line = (timestamp: unknown): string => JSON.stringify({ timestamp, input_length: 5, output_length: 7 });

it('reads one request a line, and takes empty lines', () => {
  expect(readTrace(`${line(0)}\n\n${line(1500)}\n`, 'a.jsonl')).toEqual([
    { at: 0, input: 5, output: 7 },
    { at: 1.5, input: 5, output: 7 },
  ]);
});

it.each([
  ['text that is not JSON', `${line(0)}\nno`, 'a.jsonl:2'],
  ['a missing field', '{"timestamp": 1, "input_length": 5}', 'a.jsonl:1'],
  ['a negative number', line(-1), 'a.jsonl:1'],
  ['a timestamp before the one above', `${line(2)}\n${line(1)}`, 'a.jsonl:2'],
  ['no request', '\n', 'a.jsonl'],
])('names the line of %s', (_, text, place) => {
  expect(() => readTrace(text, 'a.jsonl')).toThrow(
    expect.objectContaining({ code: 'LOAD_INPUT', message: expect.stringContaining(place) }),
  );
});
