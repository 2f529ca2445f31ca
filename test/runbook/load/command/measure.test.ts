import { expect, it } from 'vitest';
import type { LogEntry } from '../../../../lib/log/entry.ts';
import { wallClock } from '../../../../lib/target/clock.ts';
import { measure } from '../../../../runbook/load/command/measure.ts';
import { ANSWER, completions } from '../../../lib/load/server.ts';

async function load(options: { seconds: number; signal?: AbortSignal }) {
  const { url } = await completions((response) => setTimeout(() => response.end(ANSWER), 20));
  const said: LogEntry[] = [];
  const log = { write: (entry: LogEntry) => void said.push(entry) };
  const { seconds, signal } = options;
  const given = { url, body: { prompt: 'a' }, concurrency: 4, clock: wallClock, ...(signal && { signal }) };
  return { said, ...(await measure(given, { seconds, words: '4 users', log })) };
}

it('counts every answer in one interval', async () => {
  const { result, intervals, ended, said } = await load({ seconds: 2.5 });
  expect(ended).toBeUndefined();
  expect(intervals.length).toBeGreaterThan(1);
  expect(intervals.reduce((sum, { completed }) => sum + completed, 0)).toBe(result.completed);
  expect(intervals.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(result.tokens);
  expect(intervals.at(-1)!.at).toBe(result.seconds);
  expect(said.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['step', 'waiting', 'met']));
});

it('keeps what it has measured when its signal is aborted', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 300);
  const { result, ended } = await load({ seconds: 600, signal: controller.signal });
  expect(ended).toBe(reason);
  expect(result.completed).toBeGreaterThan(0);
});
