import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../../workshop/class/cli.ts', import.meta.url));

test.each([[[]], [['--trust-learners']]])('a rehearsal with %j works from the start to the stop', async (flags) => {
  const args = ['--import', 'tsx', CLI, 'rehearse', '--json', ...flags];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error as { stdout: string });
  const { scenes } = JSON.parse(stdout) as { scenes: { what: string; works: boolean; fact: string }[] };
  expect(scenes.filter(({ works }) => !works)).toEqual([]);
});
