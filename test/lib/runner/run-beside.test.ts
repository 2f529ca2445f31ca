import { expect, it } from 'vitest';
import { runsBesideOthers } from '../../../lib/runner/run-beside.ts';
import { type Step, step } from '../../../lib/step/step.ts';

const of = (options: Partial<Step>): Step =>
  step({ id: '1', title: '', section: '', actions: () => [], done: () => [], ...options });

it.each<[string, Partial<Step>, boolean]>([
  ['changes something', {}, false],
  ['only looks', { readOnly: true }, true],
  ['only looks, and wants nothing beside it', { readOnly: true, alone: true }, false],
  ['wants nothing beside it', { alone: true }, false],
  ['starts what outlives it', { outlives: true }, true],
  ['starts what outlives it, and wants nothing beside it', { outlives: true, alone: true }, true],
])('a step that %s may run beside another run: %s', (_, options, expected) => {
  expect(runsBesideOthers(of(options))).toBe(expected);
});
