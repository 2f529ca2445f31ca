import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadConfig, type Variable, variables } from '../../lib/config/index.ts';
import { forDryRun } from '../../lib/runner/dry-run.ts';
import type { Action } from '../../lib/step/step.ts';
import { rendered } from '../../lib/template/manifest.ts';
import { steps } from '../../runbook/steps.ts';

const HOSTILE = [
  '$(id)',
  '`id`',
  'a; rm -rf /',
  'a && b',
  'a|b',
  "a'b",
  'a"b',
  'a\\b',
  'a\nb',
  'a\r\nb',
  'a\tb',
  'a\0b',
  '${HOME}',
  '--flag=x',
  '-n',
  'a: b',
  '- a',
  '{a: b}',
  '[a]',
  '&a',
  '*a',
  '!!python/object',
  '# a',
  '%a',
  '@a',
  '../../etc/passwd',
  'a b',
  'ünï',
  '名前',
  'a\u2028b',
  '\u202ea',
  '',
  ' ',
];

const rows = Object.entries(variables) as [string, Variable<unknown>][];

describe.each(rows)('%s', (name, { rule }) => {
  it('refuses text that a shell, YAML or a command line could interpret', () => {
    const accepted = HOSTILE.filter((text) => rule.parse(text) !== undefined);
    expect(accepted.filter((text) => !(name === 'ZONES' && text === ''))).toEqual([]);
  });
});

/** Valid values that YAML or a command line could misread. */
const ODD = {
  NAMESPACE: 'true',
  KSA_NAME: '1e3.0x1f',
  GSBUCKET: '0123456789',
  CLUSTER_NAME: 'null',
  HF_TOKEN: 'hf_---0x1f-___',
  MODEL: '0/0',
  VLLM_IMAGE: '0:1.0',
} as const;

describe('odd but valid values', () => {
  const config = forDryRun(loadConfig({ environment: ODD, target: 'sandbox' }));
  const actions: Action[] = steps.flatMap((step) => drained(step.actions({ config })));

  it('reach commands as whole arguments or whole parts of arguments', () => {
    const words = actions.flatMap((action) => (action.kind === 'run' ? action.command.args : []));
    expect(words).toEqual(
      expect.arrayContaining([ODD.NAMESPACE, ODD.KSA_NAME, ODD.CLUSTER_NAME, `gs://${ODD.GSBUCKET}`]),
    );
    expect(words.join(' ')).not.toContain(ODD.HF_TOKEN);
  });

  it('are strings in the manifests', async () => {
    const manifest = actions.find(
      (action) => action.kind === 'manifest' && action.manifest.pathname.includes('/vllm-llama'),
    );
    const text = await rendered(manifest as Extract<Action, { kind: 'manifest' }>);
    const [deployment] = parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS());
    const pod = deployment.spec.template.spec;
    expect(pod.serviceAccountName).toBe(ODD.KSA_NAME);
    expect(pod.containers[0].image).toBe(ODD.VLLM_IMAGE);
    expect(pod.containers[0].args).toContain(`--model=${ODD.MODEL}`);
    expect(pod.volumes.at(-1).csi.volumeAttributes.bucketName).toBe(ODD.GSBUCKET);
  });
});

/** All actions of a step, each answered with its placeholder. */
function drained(actions: Iterable<Action>): Action[] {
  const iterator = actions[Symbol.iterator]() as Iterator<Action, void, unknown>;
  const all: Action[] = [];
  for (let next = iterator.next(); !next.done; ) {
    const action = next.value;
    all.push(action, ...(action.kind === 'together' ? Object.values(action.branches).flatMap(drained) : []));
    next = iterator.next(
      action.kind === 'until' ? action.condition.placeholder : action.kind === 'do' ? action.placeholder : true,
    );
  }
  return all;
}
