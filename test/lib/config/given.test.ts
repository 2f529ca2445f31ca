import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { givenVariables, loadConfig } from '../../../lib/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'given-'));
const envFile = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true }));

const given = (environment: Record<string, string>, file = ''): string => {
  writeFileSync(envFile, file);
  return givenVariables(loadConfig({ environment, envFile }), environment, envFile);
};

test.each([
  ['nothing is repeated when nothing was given', {}, '', ''],
  ['a variable is repeated', { EXPOSE: 'port-forward' }, '', 'EXPOSE=port-forward '],
  ['what is the default is not', { EXPOSE: 'cidr' }, '', ''],
  ['what .env says too is not', { CLUSTER_NAME: 'mine' }, 'CLUSTER_NAME=mine\n', ''],
  ['what .env says otherwise is', { CLUSTER_NAME: 'mine' }, 'CLUSTER_NAME=yours\n', 'CLUSTER_NAME=mine '],
  ['what follows from another is not', { LEARNER: 'ana' }, '', 'LEARNER=ana '],
  ['a secret is not', { HF_TOKEN: 'hf_secretThatMustStayHidden000' }, '', ''],
])('%s', (_, environment, file, expected) => {
  expect(given(environment as unknown as Record<string, string>, file)).toBe(expected);
});
