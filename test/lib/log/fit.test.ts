import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cut, fit, width } from '../../../lib/log/fit.ts';

const ESC = '\u001b';

describe('a text that must fit', () => {
  it('is unchanged in an output without a width', () => {
    expect(fit('a '.repeat(300), 'wrap', undefined)).toBe('a '.repeat(300));
  });

  it('continues below with a deeper indent', () => {
    expect(fit(`  ! ${'word '.repeat(8).trim()}`, 'wrap', 26)).toBe(
      '  ! word word word word\n      word word word word',
    );
  });

  const REQUEST = 'gcloud beta quotas preferences create --service=compute.googleapis.com --preferred-value=16';
  it.each([
    [`  → ${REQUEST}`, 'gcloud'],
    [`      ${REQUEST}`, 'gcloud'],
    [`  To continue: TARGET=gke ZONE=us-east5-b npm start -- --from 06-model-server --keep --budget 20`, 'TARGET'],
  ])('continues the command of a remedy after a backslash: %s', (line, first) => {
    const folded = fit(line, 'wrap', 60);
    expect(folded.split('\n').length).toBeGreaterThan(1);
    const printed = execFileSync('bash', ['-c', `printf '%s ' ${folded.slice(folded.indexOf(first))}`], {
      encoding: 'utf8',
    });
    expect(printed.trim()).toBe(line.slice(line.indexOf(first)));
  });

  it('has no backslash in a sentence that begins with the name of a program', () => {
    expect(fit('  gcloud is not installed; this stand-in supports only the commands', 'wrap', 40)).not.toContain('\\');
  });

  it('keeps a word that is longer than the line whole', () => {
    const long = 'x'.repeat(50);
    expect(fit(`see ${long} there`, 'wrap', 30).split('\n')).toContainEqual(expect.stringContaining(long));
  });

  it('is cut with an ellipsis, wide characters and colours included', () => {
    expect(cut('a long line', 8)).toBe('a long …');
    expect(width(cut('中文中文中文', 8))).toBeLessThanOrEqual(8);
    expect(cut(`${ESC}[31mred text${ESC}[39m`, 5)).toBe(`${ESC}[31mred ${ESC}[39m…`);
    expect(cut('fits', 4)).toBe('fits');
  });
});

describe('a row of a watched table', () => {
  const rows = [
    'NAME       REFERENCE             TARGETS        MINPODS   MAXPODS   REPLICAS   AGE',
    'vllm-hpa   Deployment/vllm-tpu   <unknown>/10   1         2         0          1s',
    'vllm-hpa   Deployment/vllm-tpu   384/10         1         2         2          10m15s',
  ].map((line) => `  │ ${line}`);

  it('is unchanged where it fits', () => {
    expect(rows.map((line) => fit(line, 'row', 120))).toEqual(rows);
  });

  it.each([78, 80, 84])('keeps all cells and the alignment in %d columns', (columns) => {
    const narrow = rows.map((line) => fit(line, 'row', columns));
    expect(narrow.map((line) => line.split(/ +/))).toEqual(rows.map((line) => line.split(/ +/)));
    expect(Math.max(...narrow.map(width))).toBeLessThanOrEqual(columns);
    expect(new Set(narrow.map((line) => line.lastIndexOf(' '))).size).toBe(1);
  });

  it('is cut where even single spaces are too wide', () => {
    expect(fit(rows[0]!, 'row', 60)).toMatch(/^.{59}…$/);
  });
});

it.each([30, 40, 80])('a command in %d columns means the same to the shell', (columns) => {
  const words = [
    'printf',
    "'%s\\n'",
    `--member=principal://iam.googleapis.com/projects/${'1'.repeat(20)}/locations/global/subject/ns/vllm`,
    '"quoted words with spaces"',
    "'it is one'",
    '--role=a,b,c',
  ];
  const line = words.join(' ');
  const bash = (text: string): string => execFileSync('bash', ['-c', text], { encoding: 'utf8' });
  const wrapped = fit(line, 'command', columns);
  expect(wrapped).toContain('\\\n');
  expect(bash(wrapped)).toBe(bash(line));
});
