import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { FILES, ROOT } from './documents.ts';

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { uses?: string; run?: string; with?: Record<string, unknown> }[] }>
  >;
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { type: string; id?: string; attributes: { label?: string; description?: string } }[];
}

const read = <T>(path: string): T => parse(readFileSync(join(ROOT, '.github', path), 'utf8'));
const stepsOf = (path: string) => Object.values(read<Workflow>(path).jobs).flatMap(({ steps }) => steps);

describe.each([
  ['ci', 'bash .ci/run'],
  ['nightly', 'npm run test:nightly'],
])('the workflow %s', (name, command) => {
  const steps = stepsOf(`workflows/${name}.yml`);
  const settings = (action: string) => steps.find(({ uses }) => uses?.startsWith(`${action}@`))?.with;

  it(`ends with ${command}`, () => {
    expect(steps.at(-1)?.run).toBe(command);
  });

  it('brings Node 22, and what .ci/run wants to find', () => {
    expect(settings('actions/setup-node')).toEqual({ 'node-version': 22 });
    const { preconditions } = JSON.parse(readFileSync(join(ROOT, '.ci/programs.json'), 'utf8'));
    const components = String(settings('google-github-actions/setup-gcloud')?.install_components).split(',');
    expect([...components, 'gcloud', 'node', 'npm', 'bash'].sort()).toEqual(preconditions);
  });
});

test('the form for bugs asks for version, target, command, output and the bundle', () => {
  const { body } = read<Form>('ISSUE_TEMPLATE/bug.yml');
  const asked = new Map(body.map(({ id, attributes }) => [id, `${attributes.label} ${attributes.description}`]));
  expect([...asked.keys()]).toEqual(expect.arrayContaining(['version', 'target', 'command', 'output', 'bundle']));
  expect(asked.get('output')).toContain('DEBUG=1');
  expect(asked.get('bundle')).toContain('npm run bundle');
  expect(asked.get('bundle')).toContain('--report');
});

test.each(FILES.filter((path) => /^\.github\/ISSUE_TEMPLATE\/(?!config)/.test(path)))(
  '%s is a form that GitHub takes: a name, a description, and labelled fields with ids of their own',
  (path) => {
    const { name, description, body } = parse(readFileSync(join(ROOT, path), 'utf8')) as Form;
    expect([name, description].filter(Boolean)).toHaveLength(2);
    const fields = body.filter(({ type }) => type !== 'markdown');
    expect(fields.filter(({ attributes }) => !attributes.label)).toEqual([]);
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
  },
);
