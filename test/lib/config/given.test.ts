import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { givenVariables, loadConfig, typedVariables } from '../../../lib/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'given-'));
const envFile = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true }));

const given = (environment: Record<string, string>, file = ''): string => {
  writeFileSync(envFile, file);
  return givenVariables(loadConfig({ environment, envFile }), environment, envFile);
};

test.each([
  ['is empty for an empty environment', {}, '', ''],
  ['contains a variable of the environment', { EXPOSE: 'port-forward' }, '', 'EXPOSE=port-forward '],
  ['omits a default value', { EXPOSE: 'cidr' }, '', ''],
  ['omits a value that .env has too', { CLUSTER_NAME: 'mine' }, 'CLUSTER_NAME=mine\n', ''],
  ['contains a value that differs from .env', { CLUSTER_NAME: 'mine' }, 'CLUSTER_NAME=yours\n', 'CLUSTER_NAME=mine '],
  ['omits values that follow from another variable', { LEARNER: 'ana' }, '', 'LEARNER=ana '],
  [
    'keeps a value that is a default of another target only',
    {
      TARGET: 'gke',
      PROJECT_ID: 'my-project',
      ZONE: 'us-east5-b',
      EXPOSE: 'internal',
      HF_TOKEN: 'hf_secretThatMustStayHidden000',
      CLUSTER_VERSION: '1.33.5-gke.1080000',
    },
    '',
    'TARGET=gke PROJECT_ID=my-project CLUSTER_VERSION=1.33.5-gke.1080000 ZONE=us-east5-b EXPOSE=internal ',
  ],
  ['omits the number of the project, which every run looks up', { PROJECT_NUMBER: '212944117649' }, '', ''],
  ['omits a secret', { HF_TOKEN: 'hf_secretThatMustStayHidden000' }, '', ''],
])('%s', (_, environment, file, expected) => {
  expect(given(environment as unknown as Record<string, string>, file)).toBe(expected);
});

test.each([
  ['is empty for an empty environment', {}, '', ''],
  ['omits a value that no command accepts', { TARGET: 'gke', ZONE: 'No where' }, '', 'TARGET=gke '],
  ['needs no value for the others', { TARGET: 'gke', CLUSTER_NAME: 'mine' }, '', 'TARGET=gke CLUSTER_NAME=mine '],
  ['omits a value that .env has too', { TARGET: 'gke' }, 'TARGET=gke\n', ''],
  ['keeps all values where .env is invalid', { TARGET: 'sandbox' }, 'NOTHING\n', 'TARGET=sandbox '],
  ['omits a secret', { TARGET: 'gke', HF_TOKEN: 'hf_secretThatMustStayHidden000' }, '', 'TARGET=gke '],
] as const)('without a configuration, it %s', (_, environment: Record<string, string>, file, expected) => {
  writeFileSync(envFile, file);
  expect(typedVariables(environment, envFile)).toBe(expected);
});
