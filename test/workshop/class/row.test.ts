import { describe, expect, it } from 'vitest';
import { type Memory, rowOf } from '../../../workshop/class/hub/row.ts';
import { readSeen } from '../../../workshop/class/hub/seen.ts';

const STEPS = ['01-cluster', '02-credentials'];
const NOON = Date.parse('2026-01-01T12:00:00Z');
const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();
const learner = { name: 'ana', label: 'Ana', secret: '', number: 1 };
const report = {
  where: 'server',
  sandbox: 'running',
  progress: {
    steps: { '01-cluster': { state: 'done' }, '02-credentials': { state: 'running' }, '99-cleanup': { state: 'done' } },
    current: { step: '02-credentials', title: 'Configure kubectl', waitsFor: 'the cluster' },
  },
  drills: {
    current: { id: 'quota', startedAt: at(0), hints: 1 },
    results: { quota: { points: 30, of: 100, passed: false, hints: 1, attempts: 2 } },
  },
};
const row = (body: unknown, memory: Partial<Memory> = {}, minutes = 0, kept = true) =>
  rowOf(
    learner,
    { since: at(0), lastSeen: at(minutes), ...memory, ...(body !== undefined && { seen: readSeen(body, STEPS) }) },
    { kept, of: STEPS.length, startedAt: at(0), now: NOON + minutes * 60_000 },
  );

describe("a learner's row", () => {
  it('has the steps that count, the current one, the drill and the score', () => {
    expect(row(report)).toMatchObject({
      state: 'running',
      done: 1,
      of: 2,
      step: '02-credentials',
      waitsFor: 'the cluster',
      drill: { id: 'quota', points: 30, of: 100, hints: 1 },
      score: 30,
      scoreOf: 100,
      stuck: false,
    });
  });

  it.each([
    ['starting', undefined, {}, 0, true],
    ['starting', { sandbox: 'starting' }, {}, 0, true],
    ['stopped', report, {}, 0, false],
    ['lost', report, { lastSeen: at(-1) }, 0, true],
    ['running', { ...report, where: 'laptop' }, {}, 0, false],
  ] as const)('is %s', (state, body, memory, minutes, kept) => {
    expect(row(body, memory, minutes, kept).state).toBe(state);
  });

  it('says stuck after ten minutes without progress, or three after a failure', () => {
    expect([9, 11].map((minutes) => row(report, {}, minutes).stuck)).toEqual([false, true]);
    const failed = { ...report, progress: { ...report.progress, failure: { code: 'WAIT_TIMEOUT', message: '' } } };
    expect([2, 4].map((minutes) => row(failed, {}, minutes).stuck)).toEqual([false, true]);
  });

  it('does not count the time before the class', () => {
    expect(row(report, { since: at(-600) }, 9).stuck).toBe(false);
  });
});

describe('a report', () => {
  it.each([null, [], 'x', 1, {}, { progress: 1, drills: [] }, { drills: { results: { a: null } } }])(
    'may be anything: %j',
    (body) => {
      expect(readSeen(body, STEPS).steps).toEqual([]);
    },
  );

  it('gives no more points than there are, and no text without end', () => {
    const seen = readSeen(
      {
        drills: { results: { a: { points: 1e9, of: 10 }, b: { points: -5, of: Number.NaN } } },
        progress: { current: { step: 'x'.repeat(9_999), title: {} } },
      },
      STEPS,
    );
    expect(seen.results.map(({ points, of }) => [points, of])).toEqual([
      [10, 10],
      [0, 0],
    ]);
    expect(seen.current!.step.length).toBeLessThan(1_000);
  });
});
