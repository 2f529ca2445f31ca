import { createInterface } from 'node:readline/promises';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';

/** What a run is about to do that costs money, or deletes: for a person to agree to. */
export type Confirmation = (session: Session, steps: readonly Step[]) => Promise<string>;

/**
 * Ask once before the steps that create something billed, or delete: on Google Cloud, and with CONFIRM=always on the
 * sandbox too. @throws RunbookError USAGE when nobody can be asked, ABORTED when the answer is not yes
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
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new RunbookError('USAGE', 'Nobody can be asked: this is not a terminal', {
      evidence: text.split('\n'),
      remedy: `To agree beforehand: ${command} --yes`,
    });
  session.log.write({ kind: 'note', text });
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // readline takes Ctrl-C for itself.
  terminal.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const answer = await terminal.question('Continue? [y/N] ', { signal: session.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new RunbookError('ABORTED', 'Nothing was changed');
}
