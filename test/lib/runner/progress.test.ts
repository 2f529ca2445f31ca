import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { LogEntry } from '../../../lib/log/entry.ts';
import { advance, type Progress, progressLog, readProgress } from '../../../lib/runner/progress.ts';

const STEP: LogEntry = { kind: 'step', id: '01-cluster', title: 'Create' };
const DONE: LogEntry = { kind: 'step-done', id: '01-cluster', status: 'done', elapsed: 1, wall: 1 };
const waiting = (progress: string): LogEntry => ({ kind: 'waiting', what: 'w', progress, elapsed: 0, timeout: 9 });

/** The progress after these entries, which come at seconds 1, 2, … */
function after(...entries: readonly LogEntry[]): Progress {
  return entries.reduce((before, entry, at) => advance(before, entry, String(at + 1)), { steps: {}, updatedAt: '0' });
}

describe('the progress', () => {
  it('names the step that runs and what it waits for, since the wait began', () => {
    expect(after(STEP, waiting('a'), waiting('b'))).toEqual({
      steps: { '01-cluster': { state: 'running', at: '1' } },
      current: { step: '01-cluster', title: 'Create', waitsFor: 'w', progress: 'b', since: '2' },
      updatedAt: '3',
    });
  });

  it('waits for nothing after the condition is met, and has no step after the last one', () => {
    const met = after(STEP, waiting('a'), { kind: 'met', what: 'w', elapsed: 1 });
    expect(met.current).toEqual({ step: '01-cluster', title: 'Create', since: '3' });
    expect(after(STEP, DONE)).toEqual({ steps: { '01-cluster': { state: 'done', at: '2' } }, updatedAt: '2' });
  });

  it('keeps the failure of a step until the next one starts', () => {
    const error: LogEntry = { kind: 'error', error: new RunbookError('WAIT_TIMEOUT', 'Gave up') };
    const failed = after(STEP, error);
    expect(failed.steps['01-cluster']?.state).toBe('failed');
    expect(failed.failure).toEqual({ code: 'WAIT_TIMEOUT', message: 'Gave up' });
    expect(after(STEP, error, STEP).failure).toBeUndefined();
  });

  it('has no step done but the one that deleted what the others made', () => {
    const cleanup: LogEntry = { kind: 'step', id: '99-cleanup', title: 'Delete' };
    const deleted: LogEntry = { ...DONE, id: '99-cleanup', deletes: true };
    expect(after(STEP, DONE, cleanup, deleted)).toEqual({
      steps: { '99-cleanup': { state: 'done', at: '4' } },
      updatedAt: '4',
    });
  });

  it('ignores what tells no progress', () => {
    const before = after(STEP);
    expect(advance(before, { kind: 'note', text: 'x' }, '9')).toBe(before);
  });
});

describe('progress.json', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'progress-'));
  });
  beforeEach(() => rm(join(folder, 'progress.json'), { force: true }));
  afterAll(() => rm(folder, { recursive: true }));

  it('keeps nothing of earlier runs after a step that deletes', async () => {
    const steps = { '01-cluster': { state: 'done', at: '0' } };
    await writeFile(join(folder, 'progress.json'), JSON.stringify({ steps, updatedAt: '0' }));
    const log = progressLog(() => [], folder);
    log.write({ kind: 'step', id: '99-cleanup', title: 'Delete' });
    log.write({ kind: 'step-done', id: '99-cleanup', status: 'done', deletes: true, elapsed: 1, wall: 1 });
    await log.end();
    expect(Object.keys((await readProgress(folder))!.steps)).toEqual(['99-cleanup']);
  });

  it('is written for the user only, without secrets, and keeps what earlier runs did', async () => {
    const steps = { '00-preflight': { state: 'done', at: '0' }, '99-cleanup': { state: 'running', at: '0' } };
    await writeFile(join(folder, 'progress.json'), JSON.stringify({ steps, updatedAt: '0' }));
    const log = progressLog(() => ['hf_secret'], folder);
    log.write(STEP);
    log.write(waiting('token hf_secret'));
    await log.end();
    const read = await readProgress(folder);
    expect(Object.keys(read!.steps).sort()).toEqual(['00-preflight', '01-cluster']);
    expect(read!.current?.progress).toBe('token [secret]');
    expect((await stat(join(folder, 'progress.json'))).mode & 0o777).toBe(0o600);
  });

  it('is not written by a run without a step', async () => {
    const log = progressLog(() => [], folder);
    log.write({ kind: 'note', text: 'x' });
    await log.end();
    await expect(readFile(join(folder, 'progress.json'))).rejects.toThrow('ENOENT');
  });

  it('that is none is read as no progress', async () => {
    await writeFile(join(folder, 'progress.json'), '{"steps":');
    expect(await readProgress(folder)).toBeUndefined();
  });
});
