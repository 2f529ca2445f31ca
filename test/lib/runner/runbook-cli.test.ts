import { expect, test } from 'vitest';
import { runbookCli } from '../../../lib/runner/runbook-cli.ts';
import { fastSteps, steps } from '../../../runbook/steps.ts';

const run = (...args: string[]) => runbookCli({ steps, fastSteps }, args, 'npm start --');

test.each([
  ['--fast', '--status'],
  ['--fast', '--only', '01', '--to', '02'],
  ['--diff', '--keep'],
  ['--diff', '--max-hours', '4'],
  ['--diff', '--budget', '50'],
  ['--only', '05-stage-weights', '--dry-run'],
])('%j is bad usage', async (...args) => {
  expect(await run(...args)).toBe(2);
});

test('a step that only --fast has can be selected', async () => {
  expect(await run('--fast', '--only', '05-stage-weights', '--dry-run')).toBe(0);
});
