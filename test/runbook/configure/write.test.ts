import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeEnv } from '../../../runbook/configure/write.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'write-env-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

const modeOf = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8);

it('writes a new file that only its owner can read, and nothing else', async () => {
  const home = await folder();
  expect(await writeEnv(join(home, '.env'), 'A=1\n')).toBeUndefined();
  expect(await readdir(home)).toEqual(['.env']);
  expect(await modeOf(join(home, '.env'))).toBe('600');
});

it('keeps each file that it replaces, readable only by its owner', async () => {
  const home = await folder();
  const file = join(home, '.env');
  await writeFile(file, 'by hand');
  await chmod(file, 0o644);
  expect(await writeEnv(file, 'first')).toBe(`${file}.backup`);
  expect(await writeEnv(file, 'second')).toBe(`${file}.backup-2`);
  const texts = await Promise.all(
    ['.env', '.env.backup', '.env.backup-2'].map((name) => readFile(join(home, name), 'utf8')),
  );
  expect(texts).toEqual(['second', 'by hand', 'first']);
  expect([await modeOf(file), await modeOf(`${file}.backup`)]).toEqual(['600', '600']);
});
