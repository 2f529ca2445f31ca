import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { agrees, isInteractive } from '../../lib/runner/confirm.ts';

/** Ask whether to write the listed file. @throws RunbookError USAGE without a terminal, ABORTED when the answer is no */
export async function agree(file: string, again: string, signal: AbortSignal): Promise<void> {
  if (!isInteractive())
    throw new RunbookError('USAGE', 'Confirmation is required, but this is not a terminal: nothing was written', {
      remedy: `To confirm: ${again}`,
    });
  if (await agrees(`Write ${file}?`, signal)) return;
  throw new RunbookError('ABORTED', 'Cancelled: nothing was written');
}
