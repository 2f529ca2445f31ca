import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { minutesOfLadder } from '../../../runbook/calibrate/minutes.ts';
import { OUTPUT_TOKENS } from '../../../runbook/calibrate/options.ts';

it('grows with the answers, above two minutes a rung', () => {
  expect([minutesOfLadder(10), minutesOfLadder(4000) / minutesOfLadder(2000)]).toEqual([20, 2]);
});

it.each([
  ['docs/calibrate.md', (minutes: number) => `some ${minutes} minutes for answers of ${OUTPUT_TOKENS} tokens`],
  ['notebooks/source/04-calibrate.yaml', (minutes: number) => `some ${minutes} minutes of a TPU node`],
  ['notebooks/source/04-calibrate.yaml', (minutes: number) => `约 ${minutes} 分钟`],
])('%s says the minutes that the command asks for', (file, says) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  expect(text).toContain(says(minutesOfLadder(OUTPUT_TOKENS)));
});
