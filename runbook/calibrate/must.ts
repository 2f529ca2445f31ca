import type { Command } from '../../lib/command/command.ts';
import { commandFailed } from '../../lib/command/execute.ts';
import type { Session } from '../../lib/session/session.ts';

/** Run a command that has to succeed. @throws RunbookError with the command's own error */
export async function must(command: Command, session: Session, signal?: AbortSignal): Promise<void> {
  const execution = await session.ask(command, signal);
  if (execution.exitCode !== 0) throw commandFailed(session.complete(command), execution);
}
