import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['docs', 'lib', 'notebooks', 'runbook', 'sandbox', 'test', 'workshop'];
const { programs, preconditions } = JSON.parse(readFileSync(join(ROOT, '.ci/programs.json'), 'utf8')) as {
  readonly programs: Readonly<Record<string, readonly string[]>>;
  readonly preconditions: readonly string[];
};

/** `execFile('ps', …)`, `promisify(execFile)('curl', …)`, `spawnSync("which", …)`. */
const CALL =
  /\b(?:execFile|execFileSync|exec|execSync|spawn|spawnSync|startLogged)\b\)?\(\s*(?:'([^']+)'|"([^"]+)"|`([^`$]+)`)/g;
/** A constant that a call takes: `const CHROMIUM = '/usr/bin/chromium'`. */
const PATH = /'\/usr\/(?:local\/)?s?bin\/([\w.-]+)'/g;

const called = (text: string): string[] => [
  ...[...text.matchAll(CALL)].map(([, single, double, template]) => (single ?? double ?? template)!.split(' ')[0]!),
  ...[...text.matchAll(PATH)].map(([path, name]) => (path.includes('python3') ? '/usr/bin/python3' : name!)),
];

describe('the foreign programs that this project calls', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(ROOT, folder, name)),
  ).filter((file) => file !== fileURLToPath(import.meta.url));
  const found = new Map<string, string[]>();
  for (const file of files)
    for (const program of called(readFileSync(file, 'utf8')))
      found.set(program, [...(found.get(program) ?? []), relative(ROOT, file)]);

  it('each stand in .ci/programs.json, with the Debian package that brings it, or are named as preconditions', () => {
    const known = new Set([...Object.keys(programs), ...preconditions]);
    expect([...found].filter(([program]) => !known.has(program))).toEqual([]);
  });

  it('are all called that stand there', () => {
    expect(Object.keys(programs).filter((program) => !found.has(program))).toEqual([]);
  });

  it('are found in the ways in which they are called', () => {
    expect(called("execFile('a', [])\npromisify(execFile)('b', x)\nspawn(\n  \"c\",")).toEqual(['a', 'b', 'c']);
    expect(called("execSync('d -e f')\nconst X = '/usr/bin/g';")).toEqual(['d', 'g']);
  });
});
