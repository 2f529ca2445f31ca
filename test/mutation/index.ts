import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { AREAS, type Area } from './areas.ts';
import { type MutationReport, type Survivors, scoreOf, survivorsOf, unexplained } from './report.ts';

// npm run test:mutation [-- AREA… [--update]]: break lib/ in small ways (Stryker), and see which breaks no test notices.
// --update writes what survives into survivors.yaml; the reasons are written by hand.
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = `${root}node_modules/.cache/mutation`;
const SURVIVORS = fileURLToPath(new URL('survivors.yaml', import.meta.url));
/** Per cent of the breaks of an area that must be noticed. */
const LEAST = 80;

function reportOf(name: string, { mutate, tables = false }: Area): MutationReport {
  const report = `${cache}/${name}.json`;
  const config = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    mutate,
    coverageAnalysis: 'perTest',
    ignoreStatic: !tables,
    // TypeScript 7 has no JavaScript API, which Stryker would read a tsconfig with.
    tsconfigFile: 'none.json',
    tempDirName: `${cache}/${name}`,
    ignorePatterns: ['.sandbox', '.runbook', 'dist', 'notebooks', 'docs'],
    concurrency: 2,
    timeoutMS: 10_000,
    reporters: ['json', 'clear-text'],
    jsonReporter: { fileName: report },
    clearTextReporter: { logTests: false, allowColor: false, reportScoreTable: false },
  };
  const file = `${cache}/${name}.config.json`;
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, JSON.stringify(config));
  const stryker = fileURLToPath(import.meta.resolve('@stryker-mutator/core'));
  const cli = `${stryker.slice(0, stryker.indexOf('/core/'))}/core/bin/stryker.js`;
  const { status } = spawnSync(process.execPath, [cli, 'run', file], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MUTATION_AREA: name },
  });
  if (status !== 0) throw new Error(`Stryker ended with exit code ${status}: ${name}`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** The list with what survives now, and the reasons that it had. */
function updated(
  listed: readonly Survivors[],
  found: readonly Omit<Survivors, 'reason'>[],
  files: readonly string[],
): Survivors[] {
  const now = found.map((one) => {
    const before = listed.find(({ file, mutator }) => file === one.file && mutator === one.mutator);
    return { ...one, reason: before?.reason ?? '' };
  });
  const others = listed.filter(({ file }) => !files.includes(file));
  return [...others, ...now].sort((a, b) => (`${a.file} ${a.mutator}` < `${b.file} ${b.mutator}` ? -1 : 1));
}

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.find((name) => !Object.hasOwn(AREAS, name));
if (unknown) throw new Error(`There is no area ${unknown}: ${Object.keys(AREAS).join(', ')}`);

const lines: string[] = [];
let survivors: Survivors[] = parse(readFileSync(SURVIVORS, 'utf8')) ?? [];
for (const name of names.length > 0 ? names : Object.keys(AREAS)) {
  const report = reportOf(name, AREAS[name]!);
  const { killed, all } = scoreOf(report);
  const score = (100 * killed) / all;
  const found = survivorsOf(report);
  if (args.includes('--update')) survivors = updated(survivors, found, Object.keys(report.files));
  const problems = unexplained(found, survivors);
  if (score < LEAST || problems.length > 0) process.exitCode = 1;
  lines.push(`${name}: ${killed} of ${all} breaks are noticed (${score.toFixed(0)} %)`, ...problems);
}
if (args.includes('--update')) {
  const [head] = readFileSync(SURVIVORS, 'utf8').split('\n- ');
  writeFileSync(SURVIVORS, `${head!.trimEnd()}\n${stringify(survivors)}`);
}
console.log(lines.join('\n'));
