import { createInterface } from 'node:readline/promises';
import { RunbookError } from '../../lib/errors/runbook-error.ts';

/** Ask whether to write the listed file. @throws RunbookError USAGE without a terminal, ABORTED when the answer is no */
export async function agree(file: string, again: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new RunbookError('USAGE', 'Nothing was written: this is not a terminal, so nobody can agree', {
      remedy: `To agree: ${again}`,
    });
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // readline intercepts Ctrl-C.
  terminal.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const answer = await terminal.question(`Write ${file}? [y/N] `, { signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new RunbookError('ABORTED', 'Cancelled: nothing was written');
}
