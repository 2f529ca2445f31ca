import { expect, it } from 'vitest';
import { runsBesideOthers } from '../../../lib/runner/run-beside.ts';
import { type Step, step } from '../../../lib/step/step.ts';

const of = (options: Partial<Step>): Step =>
  step({ id: '1', title: '', section: '', actions: () => [], done: () => [], ...options });

it.each<[string, Partial<Step>, boolean]>([
  ['changes something', {}, false],
  ['only looks', { readOnly: true }, true],
  ['only looks, with alone', { readOnly: true, alone: true }, false],
  ['is never skipped', { repeats: true }, false],
  ['has alone', { alone: true }, false],
  ['starts background work that outlives it', { outlives: true }, true],
  ['starts background work that outlives it, with alone', { outlives: true, alone: true }, true],
])('a step that %s may run beside another run: %s', (_, options, expected) => {
  expect(runsBesideOthers(of(options))).toBe(expected);
});
