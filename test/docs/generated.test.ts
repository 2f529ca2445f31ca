import { expect, it, test } from 'vitest';
import { GENERATED, page } from '../../docs/generate.ts';
import { code, table } from '../../docs/tables/markdown.ts';
import { neededOnGoogleCloud } from '../../docs/tables/variables.ts';
import { loadConfig } from '../../lib/config/index.ts';

test.each(GENERATED)('docs/%s has the tables that the code makes', (name) => {
  const { committed, generated } = page(name);
  expect(committed, `docs/${name} differs from the code. Type: npm run docs`).toBe(generated);
});

it('names the variables that Google Cloud needs as the configuration does', () => {
  let evidence: readonly string[] = [];
  try {
    loadConfig({ environment: {}, target: 'gke' });
  } catch (error) {
    evidence = (error as { evidence: readonly string[] }).evidence;
  }
  const missing = evidence.flatMap((line) => /^(\w+) is not set/.exec(line)?.[1] ?? []);
  expect(neededOnGoogleCloud()).toEqual(missing);
});

it('keeps a cell of a table in one line and one cell', () => {
  expect(table(['a', 'b'], [['one\ntwo', 'x|y']])).toBe('| a | b |\n| --- | --- |\n| one two | x\\|y |');
  expect([code(''), code('x')]).toEqual(['', '`x`']);
});
