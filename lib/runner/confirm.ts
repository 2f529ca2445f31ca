import { createInterface } from 'node:readline/promises';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { withGiven } from './with-given.ts';

/** Returns the question: what the steps will create (with its cost) or delete. */
export type Confirmation = (session: Session, steps: readonly Step[]) => Promise<string>;

/**
 * Ask once before steps that create billed resources or delete: on Google Cloud, and with CONFIRM=always also on the
 * sandbox. @param command the one that needs no answer
 * @throws RunbookError USAGE without a terminal, ABORTED when the answer is not yes
 */
export async function confirm(
  steps: readonly Step[],
  session: Session,
  { yes = false, question, command }: { yes?: boolean; question: Confirmation | undefined; command: string },
): Promise<void> {
  const weighty = steps.filter(({ weight }) => weight !== undefined);
  const { CONFIRM } = session.config;
  const isAsked = CONFIRM === 'always' || (CONFIRM === 'billed' && session.target.kind === 'gke');
  if (yes || !question || weighty.length === 0 || !isAsked) return;
  const text = await question(session, weighty);
  if (!isInteractive())
    throw new RunbookError('USAGE', 'Confirmation is required, but this is not a terminal', {
      evidence: text.split('\n'),
      remedy: `To confirm: ${withGiven(command, session)}`,
    });
  session.log.write({ kind: 'note', text });
  if (await agrees('Continue?', session.signal)) return;
  throw new RunbookError('ABORTED', 'Cancelled: nothing was changed');
}

/** Whether somebody can be asked. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** Ask a question on the terminal; anything but yes means no. @throws the signal's reason */
export async function agrees(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // readline intercepts Ctrl-C.
  terminal.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
