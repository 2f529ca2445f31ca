import { expect, test } from 'vitest';
import { loadConfig, type VariableName, variables } from '../../lib/config/index.ts';
import { WALKS } from '../matrix/walks.ts';

/** The values of each variable with a fixed list of values. */
const CHOICES = Object.entries(variables).flatMap(([name, { rule }]) => {
  const [, list] = /^one of (.+)$/.exec(rule.expected) ?? [];
  // The matrix runs on the sandbox only, and CONFIRM has its own test.
  return list === undefined || name === 'TARGET' || name === 'CONFIRM'
    ? []
    : [[name as VariableName, list.split(', ')] as const];
});

const configs = WALKS.map((walk) => loadConfig({ environment: walk.variables, target: 'sandbox' }));

test.each(CHOICES)('the matrix has a walk with each value of %s', (name, values) => {
  const walked = new Set(configs.map((config) => String(config[name]).replace(/:.*/, '')));
  expect(values.map((value) => value.replace(/:.*/, '')).filter((value) => !walked.has(value))).toEqual([]);
});

test.each(['IMAGE_DISK', 'LEARNER', 'SPARE_NODES'] as const)('the matrix has walks with and without %s', (name) => {
  expect(new Set(configs.map((config) => Boolean(config[name])))).toEqual(new Set([true, false]));
});

test('the matrix has walks with and without --fast, each uninterrupted and interrupted', () => {
  const kinds = new Set(WALKS.map(({ args = [], interrupted = false }) => `${args} ${interrupted}`));
  expect(kinds).toEqual(new Set([' false', '--fast false', ' true', '--fast true']));
});
