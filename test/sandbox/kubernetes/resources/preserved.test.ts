import { expect, test } from 'vitest';
import { decode } from '../../../../sandbox/kubernetes/resources/decode.ts';
import { shape } from '../../../../sandbox/kubernetes/resources/shape.ts';

const COMPUTE_CLASS = shape('com.google.cloud.v1.ComputeClass');

test('a field that an open schema does not describe is kept, and is not unknown', () => {
  const given = {
    spec: { activeMigration: { optimizeRulePriority: true }, priorities: [{ reservations: { affinity: 'x' } }] },
  };
  expect(decode(given, COMPUTE_CLASS)).toEqual({ value: given, unknown: [] });
});

test('a field that an open schema describes has its type', () => {
  expect(() => decode({ spec: { priorities: [{ minCores: 'many' }] } }, COMPUTE_CLASS)).toThrow(
    /cannot unmarshal string/,
  );
});

test('a field of a closed schema is unknown', () => {
  expect(decode({ spec: {}, more: 1 }, COMPUTE_CLASS).unknown).toEqual(['more']);
});
