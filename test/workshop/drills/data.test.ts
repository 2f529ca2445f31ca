import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { drills } from '../../../workshop/drills/list/index.ts';
import { otherWays } from './other-ways/index.ts';

const config = { ...loadConfig({ environment: {}, target: 'sandbox' }), PROJECT_NUMBER: '123456789012' };
const LIST = new URL('../../../workshop/drills/list/', import.meta.url);

/** Every text in both languages, by its place: `hints.0`. */
function texts(value: unknown, at: string): readonly (readonly [string, unknown, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value || 'zh' in value) return [[at, (value as { en?: unknown }).en, (value as { zh?: unknown }).zh]];
  return Object.entries(value).flatMap(([key, one]) => texts(one, `${at}.${key}`));
}

it('has a file for each drill, and each name once', () => {
  const files = readdirSync(LIST).filter((file) => file !== 'index.ts');
  expect(drills.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

it('has another way for each drill, and no more', () => {
  expect(Object.keys(otherWays).sort()).toEqual(drills.map(({ id }) => id).sort());
});

describe.each(drills.map((one) => [one.id, one] as const))('drill %s', (id, drill) => {
  const items = drill.items({ config });
  const moves = drill.solution({ config });

  it('has a name for a command line', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it('has every text in English and in Chinese', () => {
    const all = texts({ ...drill, items, why: moves.map(({ why }) => why) }, id);
    expect(all.length).toBeGreaterThan(8);
    for (const [at, en, zh] of all) {
      expect([at, typeof en, /\p{Script=Han}/u.test(String(en))]).toEqual([at, 'string', false]);
      expect([at, typeof zh]).toEqual([at, 'string']);
      // A command is the same in both.
      if (zh !== en) expect([at, /\p{Script=Han}/u.test(String(zh))]).toEqual([at, true]);
    }
  });

  it('names no time of a clock, which on the sandbox is a simulated one', () => {
    for (const [at, ...both] of texts(drill, id))
      expect([at, both.join(' ').match(/\b\d{1,2}:\d{2}\b/)]).toEqual([at, null]);
  });

  it('has three hints, which differ', () => {
    expect(new Set(drill.hints.map(({ en }) => en)).size).toBe(3);
  });

  it('takes between 5 and 45 minutes', () => {
    expect(drill.minutes).toBeGreaterThanOrEqual(5);
    expect(drill.minutes).toBeLessThanOrEqual(45);
  });

  it('is worth 100 points', () => {
    expect(items.reduce((sum, { points }) => sum + points, 0)).toBe(100);
  });

  it('has topics, a source and a solution', () => {
    expect(drill.topics.length).toBeGreaterThan(0);
    expect(drill.source).toMatch(/^https:\/\/|^sandbox\/|^[\w.-]+\/[\w.-]+#\d+$/);
    expect(moves.length).toBeGreaterThan(0);
  });
});
