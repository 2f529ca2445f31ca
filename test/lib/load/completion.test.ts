import { describe, expect, test } from 'vitest';
import { JsonCompletion, StreamedCompletion } from '../../../lib/load/completion.ts';

function fed<R extends { read(buffer: Buffer, start: number, end: number): void }>(
  reader: R,
  text: string,
  size = 7,
): R {
  const bytes = Buffer.from(`--${text}`);
  for (let at = 2; at < bytes.length; at += size) reader.read(bytes, at, Math.min(at + size, bytes.length));
  return reader;
}

const usage = { prompt_tokens: 5, total_tokens: 1012, completion_tokens: 1007, prompt_tokens_details: null };

describe('a whole answer', () => {
  const answer = (text: string): string =>
    JSON.stringify({ id: 'cmpl-1', choices: [{ index: 0, text }], usage, kv_transfer_params: null });

  test.each([1, 7, 400, 100_000])('has its token count in pieces of %s bytes', (size) => {
    expect(fed(new JsonCompletion(), answer('story '.repeat(900)), size).tokens).toBe(1007);
  });

  test('ignores a usage that the text quotes', () => {
    expect(fed(new JsonCompletion(), answer('"completion_tokens":9')).tokens).toBe(1007);
  });

  test('has no tokens without usage', () => {
    expect(fed(new JsonCompletion(), '{"choices":[]}').tokens).toBe(0);
  });

  test('is forgotten by a reset', () => {
    const reader = fed(new JsonCompletion(), answer('x'));
    reader.reset();
    expect(reader.tokens).toBe(0);
  });
});

describe('a streamed answer', () => {
  const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
  const text = (word: string): string => event({ choices: [{ index: 0, text: word }], usage: null });
  const end = `${event({ choices: [], usage })}data: [DONE]\n\n`;

  test('begins with its first non-empty text', () => {
    const reader = fed(new StreamedCompletion(), text(''));
    expect(reader.begun).toBe(false);
    expect(fed(reader, text('é')).begun).toBe(true);
  });

  test.each([1, 7, 100_000])('has its token count and its end in pieces of %s bytes', (size) => {
    const reader = fed(new StreamedCompletion(), `${text('a')}${text('b')}${end}`, size);
    expect(reader).toMatchObject({ tokens: 1007, fault: undefined });
  });

  test('accepts CRLF, comments and missing spaces, like server-sent events', () => {
    const reader = fed(
      new StreamedCompletion(),
      ': ping\r\n\r\ndata:{"choices":[{"text":"x"}]}\r\n\r\ndata:[DONE]\r\n\r\n',
    );
    expect(reader).toMatchObject({ begun: true, fault: undefined });
  });

  test('is truncated without its end', () => {
    expect(fed(new StreamedCompletion(), text('a')).fault).toBe('TRUNCATED');
  });

  test('fails with an error event, even with a proper end', () => {
    const error = event({ error: { message: 'The engine is dead', type: 'InternalServerError', code: 500 } });
    expect(fed(new StreamedCompletion(), `${text('a')}${error}data: [DONE]\n\n`).fault).toBe('STREAM_ERROR');
  });
});
