import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  envFile,
  projectFolder,
  runFolder,
  whichEnvFile,
  writeWhole,
  writtenFolder,
} from '../../../lib/config/folders.ts';
import { loadConfig } from '../../../lib/config/index.ts';

const clone = process.cwd();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folders-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  process.chdir(clone);
  await rm(folder, { recursive: true });
});

describe('the folders of a clone', () => {
  it.each([
    ['the clone', () => clone],
    ['a folder below it', () => join(clone, 'runbook')],
    ['another', () => folder],
  ])('are in the clone for the working directory %s', (_, place) => {
    process.chdir(place());
    expect([projectFolder(), writtenFolder('.sandbox'), envFile()]).toEqual([
      clone,
      join(clone, '.sandbox'),
      join(clone, '.env'),
    ]);
  });

  it('are in RUNBOOK_HOME when the runbook writes them; .env stays in the clone', () => {
    vi.stubEnv('RUNBOOK_HOME', folder);
    expect([writtenFolder('.runbook'), envFile()]).toEqual([join(folder, '.runbook'), join(clone, '.env')]);
  });

  it('prefer an existing .env of RUNBOOK_HOME, and name it', async () => {
    vi.stubEnv('RUNBOOK_HOME', folder);
    await writeFile(join(folder, '.env'), 'TARGET=gke\n');
    expect([envFile(), whichEnvFile()]).toEqual([join(folder, '.env'), `variables from ${join(folder, '.env')}`]);
  });

  it('differ for two learners of one cluster', () => {
    const of = (LEARNER: string): string => runFolder(loadConfig({ environment: { LEARNER }, target: 'sandbox' }));
    expect(of('one')).not.toBe(of('two'));
  });
});

describe('a file that the runbook writes', () => {
  it('is replaced atomically, without leftovers', async () => {
    const file = join(folder, 'a', 'b.yaml');
    await Promise.all(['one', 'two', 'three'].map((text) => writeWhole(file, text.repeat(1000))));
    expect(await readFile(file, 'utf8')).toMatch(/^((one)+|(two)+|(three)+)$/);
    expect(await readdir(join(folder, 'a'))).toEqual(['b.yaml']);
  });

  it.each(['/proc/x', '/proc/x/y', '/dev/null/x'])(
    'names RUNBOOK_HOME where nobody can make a folder: %s',
    async (place) => {
      await expect(writeWhole(join(place, 'file'), '')).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
    },
  );

  it('names RUNBOOK_HOME when it is not writable', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeWhole(join(folder, 'file', 'x'), '')).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
      remedy: expect.stringContaining('RUNBOOK_HOME='),
    });
  });
});
