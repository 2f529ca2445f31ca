import { expect, test } from 'vitest';
import { jsonPatch } from '../../../../sandbox/kubernetes/api/patch/json-patch.ts';
import { mergePatch } from '../../../../sandbox/kubernetes/api/patch/merge-patch.ts';
import { CASES } from './json-patch-cases.ts';

const REFUSED = expect.objectContaining({
  code: 422,
  reason: 'Invalid',
  message: 'the server rejected our request due to an error in our request',
});

test.each(CASES.filter(([, , result]) => result !== undefined))('%j with %j is %j', (document, operations, result) => {
  const before = structuredClone(document);
  expect(jsonPatch(document, operations)).toEqual(result);
  expect(document).toEqual(before);
});

test.each(CASES.filter(([, , result]) => result === undefined))('%j refuses %j', (document, operations) => {
  expect(() => jsonPatch(document, operations)).toThrow(REFUSED);
});

// Places after the removal, at an end, and beyond it.
test.each([
  [['a', 'b', 'c'], '/0', '/2', ['b', 'c', 'a']],
  [['a', 'b', 'c'], '/2', '/0', ['c', 'a', 'b']],
  [['a', 'b'], '/0', '/-', ['b', 'a']],
  [['a', 'b'], '/0', '/2', undefined],
  [['a', { x: 1 }, { y: 2 }], '/0', '/1/z', [{ x: 1 }, { y: 2, z: 'a' }]],
  [{ a: [1, 2], b: 3 }, '/b', '/a/1', { a: [1, 3, 2] }],
  [{ a: { b: 1 } }, '/a', '/a/c', undefined],
  [{ a: 'text' }, '/a/0', '/b', undefined],
])('in %j, %s moves to %s', (document, from, path, result) => {
  const moved = (): unknown => jsonPatch(document, [{ op: 'move', from, path }]);
  if (result === undefined) expect(moved).toThrow(REFUSED);
  else expect(moved()).toEqual(result);
});

test.each([
  ['add', '/__proto__/x'],
  ['add', '/a/__proto__'],
  ['nonsense', '/a'],
  ['constructor', '/a'],
])('the operation %s at %s is refused and changes no prototype', (op, path) => {
  expect(() => jsonPatch({ a: {} }, [{ op, path, value: { x: 1 } }])).toThrow(REFUSED);
  expect(({} as { x?: number }).x).toBeUndefined();
});

test.each([[null], [{}], ['text']])('%j is no list of operations, which is a bad request', (operations) => {
  expect(() => jsonPatch({}, operations)).toThrow(expect.objectContaining({ code: 400, reason: 'BadRequest' }));
});

/** RFC 7386, appendix A. */
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('merging %j with %j makes %j', (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result);
});
