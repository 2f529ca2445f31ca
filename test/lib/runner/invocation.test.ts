import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { projectFolder } from '../../../lib/config/folders.ts';
import { commandsBeside } from '../../../lib/runner/invocation.ts';

const at = (path: string): string => pathToFileURL(join(projectFolder(), path)).href;

it.each([
  ['runbook/01-cluster.ts', 'npx tsx runbook/06-model-server.ts'],
  ['examples/one-chip/index.ts', 'npx tsx examples/one-chip/06-model-server.ts'],
  ['dist/runbook/index.js', 'node dist/runbook/06-model-server.js'],
])('the scripts beside %s are run with %s', (script, command) => {
  expect(commandsBeside(at(script))('06-model-server')).toBe(command);
});
