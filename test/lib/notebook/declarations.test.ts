import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declare } from '../../../lib/notebook/declarations.ts';

describe('the declarations', () => {
  let repository: string;
  const path = (...parts: readonly string[]): string => join(repository, ...parts);
  const built = (): Promise<string> => readFile(path('dist/lib/index.d.ts'), 'utf8');

  /** A repository whose build copies its one source. */
  beforeEach(async () => {
    repository = await mkdtemp(join(tmpdir(), 'declarations-'));
    await mkdir(path('lib/deep'), { recursive: true });
    await mkdir(path('runbook'));
    await writeFile(path('lib/deep/source.ts'), 'first');
    await writeFile(
      path('build.mjs'),
      `import { cpSync } from 'node:fs';
cpSync(new URL('lib/deep/source.ts', import.meta.url), new URL('dist/lib/index.d.ts', import.meta.url), { recursive: true });
`,
    );
  });
  afterEach(() => rm(repository, { recursive: true }));

  it('are built when they are missing', async () => {
    declare(repository);
    expect(await built()).toBe('first');
  });

  it('are rebuilt only when a source is newer', async () => {
    declare(repository);
    await writeFile(path('lib/deep/source.ts'), 'second');
    await utimes(path('lib/deep/source.ts'), 1, 1);
    declare(repository);
    expect(await built()).toBe('first');
    const later = new Date(Date.now() + 60_000);
    await utimes(path('lib/deep/source.ts'), later, later);
    declare(repository);
    expect(await built()).toBe('second');
  });
});
