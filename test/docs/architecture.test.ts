import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentAt, FILES, ROOT } from './documents.ts';

const page = documentAt('docs/architecture.md');
const walks = page.fences.filter(({ info }) => info === 'text').flatMap(({ lines }) => lines);

/** A file of a walk, and the name behind it. */
const NAMED = /((?:lib|runbook|sandbox|docs)\/[\w./-]+\.ts)(?:\s{2,}([A-Za-z]\w*)(?:\(\))?(?=\s|$))?/g;

/** What is wrong with a line of a walk. */
function complaints(line: string): string[] {
  return [...line.matchAll(NAMED)].flatMap(([, file, name]) => {
    if (!existsSync(join(ROOT, file!))) return [`there is no ${file}`];
    if (name === undefined) return [`nothing is named of ${file}`];
    const text = readFileSync(join(ROOT, file!), 'utf8');
    // Declared, a method, or called as a statement of the module: not only mentioned.
    const declared = new RegExp(`(?:function\\*?|const|class) ${name}\\b|^ *(?:async )?${name}[(<]`, 'm');
    return declared.test(text) ? [] : [`${file} has no ${name}`];
  });
}

describe('docs/architecture.md', () => {
  it('draws walks through files that exist, by names that they have', () => {
    expect(walks.filter((line) => line.includes('.ts')).length).toBeGreaterThan(30);
    expect(walks.flatMap(complaints)).toEqual([]);
  });

  it('describes each folder of lib/, runbook/ and workshop/, and no other', () => {
    const described = [...page.prose.matchAll(/^\| `((?:lib|runbook|workshop)\/[\w/-]+?)\/?` \|/gm)].map(
      ([, folder]) => folder!,
    );
    const there = FILES.flatMap((path) => /^((?:lib|runbook|workshop)\/[^/]+)\//.exec(path)?.[1] ?? []);
    expect(described.sort()).toEqual([...new Set(there)].sort());
  });

  it('names each dependency that the packages have, and no other', () => {
    const section = page.prose.slice(page.prose.indexOf('## Dependencies'));
    const named = [...section.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names]) => names!.split(', '));
    const packages = ['package.json', 'sandbox/package.json', 'workshop/package.json'].filter((path) =>
      existsSync(join(ROOT, path)),
    );
    const dependencies = packages.flatMap((path) =>
      Object.keys(JSON.parse(readFileSync(join(ROOT, path), 'utf8')).dependencies ?? {}),
    );
    const known = named.filter((name) => !/^(?:package|---|tslab)$/.test(name));
    expect(known.sort()).toEqual([...new Set(dependencies)].sort());
  });
});

it('tells a file and a name of a walk that do not exist', () => {
  expect(['lib/no.ts  x()', 'lib/wait/wait.ts  waitForever()', 'lib/wait/wait.ts  waitFor()'].map(complaints)).toEqual([
    ['there is no lib/no.ts'],
    ['lib/wait/wait.ts has no waitForever'],
    [],
  ]);
});
