import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agree } from '../../../runbook/bundle/agree.ts';
import { mustBeWritable, writeNew } from '../../../runbook/bundle/write.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  file = join(folder, 'b.tgz');
});
afterEach(() => rm(folder, { recursive: true }));

describe('writing a bundle', () => {
  it('leaves one file, which only its user can read', async () => {
    await writeNew(file, Buffer.from('new'));
    expect(await readdir(folder)).toEqual(['b.tgz']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('never replaces a file', async () => {
    await writeFile(file, 'old');
    await expect(writeNew(file, Buffer.from('new'))).rejects.toMatchObject({ code: 'USAGE' });
    expect([await readFile(file, 'utf8'), await readdir(folder)]).toEqual(['old', ['b.tgz']]);
  });

  it('into a missing folder is refused before the work', async () => {
    await expect(mustBeWritable(join(folder, 'gone', 'b.tgz'))).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
      remedy: expect.stringContaining('--out'),
    });
  });

  it('without a terminal names the command that agrees', async () => {
    const { signal } = new AbortController();
    await expect(agree(file, 'npm run bundle -- --yes', signal)).rejects.toMatchObject({
      code: 'USAGE',
      remedy: expect.stringMatching(/npm run bundle -- --yes$/),
    });
  });
});
