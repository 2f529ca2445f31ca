import { expect, test } from 'vitest';
import {
  compileRelabeling,
  type RelabelingRule,
} from '../../../../../sandbox/kubernetes/controllers/pod-monitoring/relabel.ts';

const LABELS = { __name__: 'vllm:ttft_seconds_bucket', le: '0.1', engine: '0', job: 'j' };

const { __name__, le, engine, job } = LABELS;

test.each<[string, RelabelingRule, object | undefined]>([
  ['keep what matches', { action: 'keep', sourceLabels: ['__name__'], regex: 'vllm:.*' }, LABELS],
  ['keep nothing else', { action: 'keep', sourceLabels: ['__name__'], regex: 'vllm' }, undefined],
  ['drop what matches', { action: 'drop', sourceLabels: ['__name__', 'le'], regex: '.*_bucket;0\\.1' }, undefined],
  ['drop nothing else', { action: 'Drop', sourceLabels: ['le'], regex: '0.5' }, LABELS],
  ['replace with the whole value', { sourceLabels: ['engine'], targetLabel: 'copy' }, { ...LABELS, copy: '0' }],
  [
    'replace with groups',
    {
      sourceLabels: ['__name__', 'engine'],
      separator: '/',
      regex: '(\\w+):.*/(?P<e>.)',
      targetLabel: 'x',
      replacement: '${1}-$2$$',
    },
    { ...LABELS, x: 'vllm-0$' },
  ],
  ['replace nothing where it does not match', { sourceLabels: ['engine'], regex: '1', targetLabel: 'x' }, LABELS],
  ['replace the name', { targetLabel: '__name__', replacement: 'other' }, { __name__: 'other', le, engine, job }],
  ['an empty value removes the label', { targetLabel: 'engine', replacement: '' }, { __name__, le, job }],
  ['drop labels', { action: 'labeldrop', regex: 'eng.*' }, { __name__, le, job }],
  // md5("0") ends in 66e7dff9f98764da; modulo 1000 that is 722
  [
    'hash',
    { action: 'hashmod', sourceLabels: ['engine'], targetLabel: 'shard', modulus: 1000 },
    { ...LABELS, shard: '722' },
  ],
])('%s', (_, rule, labels) => {
  expect(compileRelabeling([rule])(LABELS)).toEqual(labels);
});

test('keeping labels must keep the protected ones', () => {
  const keep = compileRelabeling([
    { action: 'labelkeep', regex: '__name__|__address__|cluster|instance|job|location|namespace|project_id|le' },
  ]);
  expect(keep(LABELS)).toEqual({ __name__, le, job });
});

test('rules follow one another', () => {
  const relabel = compileRelabeling([
    { sourceLabels: ['engine'], targetLabel: 'a' },
    { sourceLabels: ['a'], regex: '0', action: 'drop' },
    { targetLabel: 'never', replacement: 'x' },
  ]);
  expect(relabel(LABELS)).toBeUndefined();
});

test.each<[RelabelingRule, string]>([
  [{ targetLabel: 'cluster' }, 'cannot relabel with action "" onto protected label "cluster"'],
  [{ action: 'replace', targetLabel: 'job' }, 'cannot relabel with action "replace" onto protected label "job"'],
  [
    { action: 'labeldrop', regex: 'inst.*' },
    /^regex inst\.\* would drop at least one of the protected labels \[__address__/,
  ],
  [{ action: 'labelkeep', regex: 'le' }, /^regex le would drop at least one of the protected labels/],
  [{ action: 'labelmap' }, 'relabeling with action "labelmap" not allowed'],
  [{ action: 'constructor' }, 'unknown relabeling action "constructor"'],
  [{ action: 'keep', regex: '(' }, /^invalid regex "\(": /],
] as [RelabelingRule, string][])('the rule %j is refused', (rule, message) => {
  expect(() => compileRelabeling([rule])).toThrow(message);
});
