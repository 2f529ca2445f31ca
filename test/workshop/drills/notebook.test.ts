import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { drills } from '../../../workshop/drills/list/index.ts';
import { readProgress, writeProgress } from '../../../workshop/drills/progress.ts';

const CELL = fileURLToPath(new URL('notebook-hint.ts', import.meta.url));

test('a hint in a notebook reads the record and opens no session', async () => {
  const home = await mkdtemp(join(tmpdir(), 'notebook-hint-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const folder = join(home, '.runbook');
  const { id, hints } = drills[0]!;
  await writeProgress({ current: { id, startedAt: '2026-01-01T00:00:00.000Z', hints: 0 }, results: {} }, folder);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), CELL], {
    // No gcloud, no kubectl, and a target that would be opened over the network.
    env: { PATH: '', HOME: home, RUNBOOK_HOME: home, TARGET: 'gke', LANG: 'C' },
  });
  expect(stdout).toContain(hints[0]!.en.slice(0, 20));
  expect((await readProgress(folder)).current?.hints).toBe(1);
  expect(existsSync(join(home, '.sandbox'))).toBe(false);
});
