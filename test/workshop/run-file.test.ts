import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { didYouMean, nearest } from '../../workshop/nearest.ts';
import { runFile } from '../../workshop/run-file.ts';

test('a run file is read as it was written, and only its user can read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'run-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = runFile<{ n: number } | undefined>('x.json', undefined);
  expect(await file.read(folder)).toBeUndefined();
  await file.write({ n: 1 }, folder);
  expect(await file.read(folder)).toEqual({ n: 1 });
  expect((await stat(file.path(folder))).mode & 0o777).toBe(0o600);
});

test.each([
  ['qouta', 'quota', '; did you mean quota?'],
  ['something-else', undefined, ''],
])('the name near %s is %s', (name, near, hint) => {
  expect(nearest(name, ['flapping', 'quota'])).toBe(near);
  expect(didYouMean(near)).toBe(hint);
});
