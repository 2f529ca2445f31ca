import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { notebooks, sources } from '../../notebooks/build.ts';

const REPO = fileURLToPath(new URL('../..', import.meta.url));

interface Cell {
  readonly id: string;
  readonly cell_type: 'code' | 'markdown';
  readonly metadata: object;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly object[];
}

async function committed(path: string): Promise<{ text: string; cells: readonly Cell[]; metadata: object }> {
  const text = await readFile(join(REPO, 'notebooks', path), 'utf8');
  return { text, ...JSON.parse(text) };
}

/** Sections that run no step, so have no check. */
const WITHOUT_A_STEP: Readonly<Record<string, readonly string[]>> = {
  '01-deploy': ['cost'],
  '03-explore': ['shapes'],
  '04-calibrate': ['ladder'],
};

const codeOf = (cells: readonly Cell[]): string[] =>
  cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => source.join(''));

describe.each([...notebooks()])('%s', (path, built) => {
  it('is what `npm run notebooks:build` writes', async () => {
    expect((await committed(path)).text).toBe(built);
  });

  it('has no outputs, no execution counts and no metadata of a machine', async () => {
    const { cells, metadata } = await committed(path);
    for (const cell of cells.filter(({ cell_type }) => cell_type === 'code')) {
      expect(cell).toMatchObject({ outputs: [], execution_count: null, metadata: {} });
    }
    expect(Object.keys(metadata)).toEqual(['kernelspec', 'language_info']);
  });

  it('has cells of at most 15 lines, each with a unique id', async () => {
    const { cells } = await committed(path);
    for (const code of codeOf(cells)) expect(code.split('\n').length, code).toBeLessThanOrEqual(15);
    const ids = cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
  });
});

describe.each(sources())('the source of %s', (name, { sections }) => {
  it('gives both languages the same code', async () => {
    const [english, chinese] = await Promise.all([committed(`${name}.ipynb`), committed(`zh-CN/${name}.ipynb`)]);
    expect(codeOf(chinese.cells)).toEqual(codeOf(english.cells));
    expect(chinese.cells.map(({ id }) => id)).toEqual(english.cells.map(({ id }) => id));
  });

  it('has a run, a look, a check and faults in every section', () => {
    const parts = ['run', 'look', 'check', 'faults'];
    const whole = sections.filter((section) => parts.every((part) => part in section));
    const others = sections.filter((section) => !whole.includes(section)).map(({ id }) => id);
    expect(others).toEqual(WITHOUT_A_STEP[name] ?? []);
  });

  it('has Chinese titles and texts', () => {
    for (const { title, idea } of sections.filter(({ id }) => id !== 'credentials')) {
      expect(title.zh).toMatch(/\p{Script=Han}/u);
      expect(idea.zh).toMatch(/\p{Script=Han}/u);
    }
  });
});

it('the code cells typecheck, strictly', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notebook-types-'));
  try {
    await symlink(join(REPO, 'node_modules'), join(folder, 'node_modules'));
    const files = sources().map(async ([name]) => {
      const { cells } = await committed(`${name}.ipynb`);
      await writeFile(join(folder, `${name}.mts`), codeOf(cells).join('\n'));
    });
    await Promise.all(files);
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(REPO, 'tsconfig.json'),
        compilerOptions: { customConditions: ['source'], typeRoots: [join(REPO, 'node_modules/@types')] },
        include: ['*.mts'],
      }),
    );
    const compiler = join(REPO, 'node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});
