import { thisCommand } from '../../lib/runner/invocation.ts';
import { withSession } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session/session.ts';
import { remedies } from '../../runbook/steps.ts';
import type { Told } from '../told.ts';

/** How a command of the drills speaks. */
export interface DrillTold extends Told {
  /** Of an incident. */
  readonly seed?: string | undefined;
}

/** The log goes to standard error where standard output is JSON. @param again the command that continues */
export async function inSession(
  { json }: Pick<Told, 'json'>,
  work: (session: Session) => Promise<number>,
  again = (): string => thisCommand(),
): Promise<number> {
  let ended = 0;
  const options = {
    environment: process.env,
    stopTarget: false,
    resume: again,
    runbook: { remedies },
    stream: json ? process.stderr : process.stdout,
  };
  const code = await withSession(options, async (session) => {
    ended = await work(session);
  });
  return code === 0 ? ended : code;
}
