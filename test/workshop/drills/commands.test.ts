import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { commandOf } from '../../../workshop/drills/commands.ts';
import { drills } from '../../../workshop/drills/list/index.ts';
import { writeProgress } from '../../../workshop/drills/progress.ts';
import { languageOf } from '../../../workshop/language.ts';

const BEFORE = process.env.RUNBOOK_HOME;
let home: string;
let said: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drills-'));
  process.env.RUNBOOK_HOME = home;
  said = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
});
afterEach(async () => {
  vi.restoreAllMocks();
  if (BEFORE === undefined) delete process.env.RUNBOOK_HOME;
  else process.env.RUNBOOK_HOME = BEFORE;
  await rm(home, { recursive: true });
});

const told = (json = false, language: 'en' | 'zh' = 'en') => ({ json, language });
const current = { id: 'quota', startedAt: '2026-11-29T02:00:00.000Z', hints: 0 };

it('lists every drill in a line', async () => {
  expect(await commandOf('list', [])(told())).toBe(0);
  expect(said[0]!.split('\n').map((line) => line.split(' ')[0])).toEqual(drills.map(({ id }) => id));
});

it('lists as JSON with what was reached', async () => {
  const results = { quota: { points: 40, of: 100, passed: false, hints: 1, attempts: 2, at: current.startedAt } };
  await writeProgress({ current, results });
  await commandOf('list', [])(told(true));
  const { drills: listed, ...progress } = JSON.parse(said[0]!);
  expect(progress).toEqual({ current, results });
  expect(listed.map(({ id }: { id: string }) => id)).toEqual(drills.map(({ id }) => id));
});

it('tells the story of the running drill in the language', async () => {
  await writeProgress({ current, results: {} });
  expect(await commandOf('status', [])(told(false, 'zh'))).toBe(0);
  expect(said[0]).toContain(drills.find(({ id }) => id === 'quota')!.story.zh);
});

it('ends with 1 for the status without a drill', async () => {
  expect(await commandOf('status', [])(told())).toBe(1);
});

it.each(['check', 'solve', 'reset', 'stop', 'hint'])('refuses %s without a running drill', async (verb) => {
  await expect(commandOf(verb, [])(told())).rejects.toMatchObject({ code: 'USAGE', remedy: 'npm run drill -- list' });
});

it('suggests the nearest drill before it starts anything', async () => {
  await expect(commandOf('start', ['quoat'])(told())).rejects.toMatchObject({
    code: 'USAGE',
    remedy: 'npm run drill -- start quota',
  });
});

it.each([
  ['sart', [], 'did you mean start'],
  ['start', [], 'Missing name'],
  ['list', ['all'], 'Unexpected argument'],
] as const)('refuses %s %j', (verb, words, message) => {
  expect(() => commandOf(verb, words)).toThrow(message);
});

it.each([
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [undefined, { LANG: 'de_DE.UTF-8' }, 'en'],
  [undefined, { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  ['zh', {}, 'zh'],
] as const)('reads the language from %j and %j', (given, environment, language) => {
  expect(languageOf(given, environment)).toBe(language);
});

it('refuses another language', () => {
  expect(() => languageOf('de', {})).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
