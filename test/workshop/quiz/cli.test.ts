import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** No command here needs a sandbox. */
async function quiz(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, LANG: 'C', RUNBOOK_HOME: join(tmpdir(), 'no-such-quiz') };
  try {
    const all = ['--import', 'tsx', 'workshop/quiz/cli.ts', ...args];
    return { code: 0, ...(await promisify(execFile)(process.execPath, all, { cwd: REPOSITORY, env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test('prints the questions of a notebook where there is no terminal', async () => {
  const { code, stdout } = await quiz('02-autoscale', '--json', '--lang', 'zh');
  expect(code).toBe(0);
  const { notebook, questions } = JSON.parse(stdout) as { notebook: string; questions: { id: string }[] };
  expect([notebook, questions.length]).toEqual(['02-autoscale', 10]);
});

test('an answer is missing: the error ends with the command', async () => {
  const { code, stderr } = await quiz('answer', 'ttft-p90');
  expect(code).toBe(2);
  expect(stderr.trim().split('\n').at(-1)).toContain('npm run quiz -- answer ttft-p90 VALUE');
});
