import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checked, type DrillProgress, readProgress, writeProgress } from '../../../workshop/drills/progress.ts';

const AT = '2026-11-29T02:00:00.000Z';
const current = { id: 'quota', startedAt: AT, hints: 1 };
const verdict = (points: number) => ({ drill: 'quota', points, of: 100, passed: points === 100, items: [] });
const after = (progress: DrillProgress, ...points: readonly number[]): DrillProgress =>
  points.reduce((so, one) => checked(so, verdict(one), AT), progress);

it('counts every check, and keeps the best', () => {
  expect(after({ current, results: {} }, 40, 100, 20).results).toEqual({
    quota: { points: 100, of: 100, passed: true, hints: 1, attempts: 3, at: AT },
  });
});

it('gives no points after the solution was shown', () => {
  expect(after({ current: { ...current, solved: true }, results: {} }, 100).results).toEqual({
    quota: { points: 0, of: 100, passed: false, hints: 1, attempts: 1, at: AT, solved: true },
  });
});

it('keeps a pass from before the solution was shown', () => {
  const passed = after({ current, results: {} }, 100);
  expect(after({ ...passed, current: { ...current, solved: true } }, 100).results.quota).toEqual({
    points: 100,
    of: 100,
    passed: true,
    hints: 1,
    attempts: 2,
    at: AT,
  });
});

it('reads what was written, and nothing from an empty folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drills-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(await readProgress(folder)).toEqual({ results: {} });
  const progress = after({ current, results: {} }, 40);
  await writeProgress(progress, folder);
  expect(await readProgress(folder)).toEqual(progress);
});
