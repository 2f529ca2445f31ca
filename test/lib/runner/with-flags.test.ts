import { expect, it } from 'vitest';
import { withFlags } from '../../../lib/runner/with-flags.ts';

it.each([
  ['npm run plan', {}, 'npm run plan'],
  ['npm run plan', { fast: true, json: undefined, yes: false }, 'npm run plan -- --fast'],
  ['npm start --', {}, 'npm start'],
  ['npm start --', { from: '06-model-server', keep: true }, 'npm start -- --from 06-model-server --keep'],
  ['npm run drill -- incident', { seed: '7' }, 'npm run drill -- incident --seed 7'],
  ['npx tsx runbook/10-load.ts', { undo: true, quiet: true }, 'npx tsx runbook/10-load.ts --undo --quiet'],
  ['npx vllm-tpu-runbook', { report: "my run's.json" }, `npx vllm-tpu-runbook --report 'my run'\\''s.json'`],
])('%s with %j is %s', (command, flags, expected) => {
  expect(withFlags(command, flags)).toBe(expected);
});
