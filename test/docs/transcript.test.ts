import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { steps } from '../../runbook/steps.ts';
import { documentAt, FILES, ROOT } from './documents.ts';

/** What the dry runs print: each command, and what is waited for. */
const printed = new Set(
  FILES.filter((path) => path.startsWith('test/runbook/golden/standard/'))
    .flatMap((path) => readFileSync(join(ROOT, path), 'utf8').split('\n'))
    .map((line) => line.replace(/^\s*# wait until /, '')),
);
const titles = new Set(steps.map(({ id, title }) => `${id}  ${title}`));

/** What is wrong with a line of a transcript; undefined for a line that steps do not decide. */
function complaint(line: string): string | undefined {
  if (/^\d\d-[\w-]+ {2}/.test(line)) return titles.has(line) ? undefined : `no step has this title: ${line}`;
  if (line.startsWith('$ ')) return printed.has(line) ? undefined : `no step runs this: ${line}`;
  const met = /^ {2}✓ (.+) \([^()]*\)$/.exec(line)?.[1];
  return met === undefined || printed.has(met) ? undefined : `no step waits for this: ${met}`;
}

describe.each(['README.md', 'README.zh-CN.md', 'docs/running.md'])('the transcript of %s', (path) => {
  const lines = documentAt(path)
    .fences.filter(({ info }) => info === 'text')
    .flatMap((fence) => fence.lines);

  it('has titles, commands and waits that the steps have today', () => {
    expect(lines.filter((line) => line.startsWith('$ ')).length).toBeGreaterThan(0);
    expect(lines.flatMap((line) => complaint(line) ?? [])).toEqual([]);
  });
});

it('tells a title, a command and a wait that no step has', () => {
  expect(['01-cluster  Make it', '$ gcloud info', '  ✓ all is well (3s)', '…'].map(complaint)).toEqual([
    'no step has this title: 01-cluster  Make it',
    'no step runs this: $ gcloud info',
    'no step waits for this: all is well',
    undefined,
  ]);
});
