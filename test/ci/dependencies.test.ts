import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = (path: string): Manifest => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

interface Import {
  readonly file: string;
  readonly from: string;
  /** Gone when the program runs. */
  readonly type: boolean;
}

/** `import … from 'x'`, `import 'x'`, `export … from 'x'`, `import('x')`, `import.meta.resolve('x')`. */
const IMPORT =
  /^import (type )?(?:[^;'"]* from )?'([^']+)'|^export (type )?[^;'"=]* from '([^']+)'|(?:\bimport|(?:import\.meta|createRequire\(\S+\))\.resolve)\('([^']+)'\)/gm;

const sources = (...folders: readonly string[]): [file: string, text: string][] =>
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
      .map((name): [string, string] => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')]),
  );

const importsOf = (file: string, text: string): Import[] =>
  [...text.matchAll(IMPORT)].map(([, type, a, typeToo, b, c]) => ({
    file,
    from: (a ?? b ?? c)!,
    type: (type ?? typeToo) !== undefined,
  }));
const imports = (...folders: readonly string[]): Import[] =>
  sources(...folders).flatMap(([file, text]) => importsOf(file, text));

const isRelative = ({ from }: Import): boolean => from.startsWith('.');
const isPackage = (one: Import): boolean => !isRelative(one) && !one.from.startsWith('node:');
const packageOf = ({ from }: Import): string => /^(@[^/]+\/)?[^/]+/.exec(from)![0];
/** The folder at the top in which the imported module lies. */
const place = ({ file, from }: Import): string => resolve(ROOT, dirname(file), from).slice(ROOT.length).split(sep)[0]!;

const root = manifest('package.json');
const sandbox = manifest('sandbox/package.json');
/** What is run by a person who changes the sandbox, never by the sandbox. */
const GENERATORS = /\/generate[\w-]*\.ts$/;

describe('the sandbox, a package of its own', () => {
  const ours = imports('sandbox');

  it('imports no package that sandbox/package.json does not list', () => {
    const listed = (one: Import): boolean =>
      packageOf(one) in sandbox.dependencies ||
      ((one.type || GENERATORS.test(one.file)) && packageOf(one) in sandbox.devDependencies);
    expect(ours.filter((one) => isPackage(one) && !listed(one))).toEqual([]);
  });

  it('lists no package that it does not name', () => {
    const text = sources('sandbox')
      .map(([, each]) => each)
      .join('\n');
    const names = Object.keys({ ...sandbox.dependencies, ...sandbox.devDependencies });
    expect(names.filter((name) => !text.includes(`'${name}'`) && !text.includes(`'${name}/`))).toEqual([]);
  });

  it('says in its README what each package is for', () => {
    const readme = readFileSync(join(ROOT, 'sandbox/README.md'), 'utf8');
    const names = Object.keys({ ...sandbox.dependencies, ...sandbox.devDependencies });
    const section = readme.slice(readme.indexOf('## Dependencies'), readme.indexOf('## Tests'));
    expect(names.filter((name) => !section.includes(name))).toEqual([]);
  });

  it('imports nothing from outside its folder', () => {
    expect(ours.filter((one) => isRelative(one) && place(one) !== 'sandbox')).toEqual([]);
  });

  it('is imported by nothing of the runbook and the workshop', () => {
    const theirs = imports('lib', 'runbook', 'notebooks', 'workshop');
    expect(theirs.filter((one) => isRelative(one) && place(one) === 'sandbox')).toEqual([]);
    expect(theirs.filter((one) => one.from.startsWith('vllm-tpu-sandbox'))).toEqual([]);
  });
});

describe('the workshop, a package of its own', () => {
  const ours = imports('workshop');
  const workshop = manifest('workshop/package.json');

  it('imports no package that workshop/package.json or package.json does not list', () => {
    const listed = (one: Import): boolean =>
      packageOf(one) in { ...root.dependencies, ...workshop.dependencies, 'vllm-tpu-runbook': '' };
    expect(ours.filter((one) => isPackage(one) && !one.type && !listed(one))).toEqual([]);
  });

  it('lists no package that it does not name', () => {
    const named = new Set(ours.map(packageOf));
    expect(Object.keys(workshop.dependencies).filter((name) => !named.has(name))).toEqual([]);
  });

  it('is imported by nothing of the library and the runbook', () => {
    const theirs = imports('lib', 'runbook', 'sandbox');
    expect(theirs.filter((one) => isRelative(one) && place(one) === 'workshop')).toEqual([]);
    expect(theirs.filter((one) => one.from.startsWith('vllm-tpu-workshop'))).toEqual([]);
  });
});

describe("the root's dependencies", () => {
  it('are each named by lib or runbook', () => {
    const text = sources('lib', 'runbook')
      .map(([, each]) => each)
      .join('\n');
    const names = Object.keys(root.dependencies);
    expect(names.filter((name) => !text.includes(`'${name}'`) && !text.includes(`'${name}/`))).toEqual([]);
  });

  it('hold every package that lib and runbook import', () => {
    const listed = (one: Import): boolean =>
      packageOf(one) in root.dependencies || (one.type && packageOf(one) in root.devDependencies);
    // Whoever writes notebooks brings tslab: a peer dependency. A package may import itself by its name.
    const given = new Set(['tslab', 'vllm-tpu-runbook']);
    const needed = imports('lib', 'runbook').filter((one) => isPackage(one) && !given.has(packageOf(one)));
    expect(needed.filter((one) => !listed(one))).toEqual([]);
  });
});

it('finds imports in each of their forms', () => {
  const text = `import 'a';
import type { B } from '@b/b/c.d.ts';
import {
  d,
  type E,
} from './d.ts';
export { f } from 'f';
const g = await import('g');
const h = createRequire(here).resolve('h/package.json');
export const i = 'i';`;
  expect(importsOf('x.ts', text).map((one) => `${one.type ? 'type ' : ''}${one.from}`)).toEqual([
    'a',
    'type @b/b/c.d.ts',
    './d.ts',
    'f',
    'g',
    'h/package.json',
  ]);
});
