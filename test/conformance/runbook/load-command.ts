import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Learner } from '../workshop/learner.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** `npm run load` on a learner's sandbox, until it ends; `interrupt` sends Ctrl-C once the output matches. */
export function load(
  { environment }: Learner,
  args: readonly string[],
  interrupt?: RegExp,
): Promise<{ code: number | null; output: string }> {
  const program = ['--import', 'tsx', 'runbook/commands/load.ts', ...args];
  const child = spawn(process.execPath, program, { cwd: ROOT, env: { ...environment, TARGET: 'sandbox' } });
  let output = '';
  let isInterrupted = false;
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    if (isInterrupted || !interrupt?.test(output)) return;
    isInterrupted = true;
    child.kill('SIGINT');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}
