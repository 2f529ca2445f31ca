import { expect, test } from 'vitest';
import { fieldSelector, formatLabelSelector, labelSelector } from '../../../../sandbox/kubernetes/store/selectors.ts';

const labels = { app: 'web', tier: 'front', count: '7', empty: '' };

test.each([
  ['', true],
  ['app=web', true],
  ['app==web', true],
  ['app=db', false],
  ['app!=db', true],
  ['missing!=db', true],
  ['app', true],
  ['missing', false],
  ['!missing', true],
  ['!app', false],
  ['app in (web,db)', true],
  ['app in (db)', false],
  ['app notin (db, cache)', true],
  ['missing notin (db)', true],
  ['app in (web),tier=front', true],
  ['app in (web),tier=back', false],
  ['empty=', true],
  ['count>5', true],
  ['count<5', false],
])('the label selector %j is %s', (text, expected) => {
  expect(labelSelector(text)(labels)).toBe(expected);
});

test.each(['=x', 'a in x', 'a=(b', 'a b', 'a in (b'])('%j is no label selector', (text) => {
  expect(() => labelSelector(text)).toThrow(expect.objectContaining({ reason: 'BadRequest' }));
});

test('a field selector looks at nested fields, and at missing ones as empty', () => {
  const pod = { metadata: { name: 'a' }, spec: { hostNetwork: true }, status: {} } as never;
  const matches = (text: string) => fieldSelector(text).matches(pod);
  expect(matches('metadata.name=a,status.phase!=Running')).toBe(true);
  expect(matches('spec.hostNetwork=true')).toBe(true);
  expect(matches('spec.nodeName=')).toBe(true);
  expect(matches('__proto__.toString=')).toBe(true);
});

test('a selector object is written in order', () => {
  const matchExpressions = [
    { key: 'z', operator: 'In', values: ['b', 'a'] },
    { key: 'y', operator: 'DoesNotExist' },
  ];
  expect(formatLabelSelector({ matchLabels: { b: '2', a: '1' }, matchExpressions })).toBe('!y,a=1,b=2,z in (a,b)');
});
