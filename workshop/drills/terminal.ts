import { colours, plain, type Style } from '../../lib/log/format.ts';
import { withSession } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session/session.ts';
import { remedies } from '../../runbook/steps.ts';
import type { Language } from '../text.ts';

/** How a command speaks. */
export interface Told {
  readonly json: boolean;
  readonly language: Language;
  /** Of an incident. */
  readonly seed?: string | undefined;
}

export const style = (): Style => (process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain);

export const show = ({ json }: Told, value: unknown, text: string): void =>
  console.log(json ? JSON.stringify(value, null, 2) : text);

/** The log goes to standard error where standard output is JSON. @param resume the words of the command */
export async function inSession(
  resume: string,
  { json }: Told,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  let ended = 0;
  const options = {
    environment: process.env,
    stopTarget: false,
    resume: () => `npm run drill -- ${resume}`,
    runbook: { remedies },
    stream: json ? process.stderr : process.stdout,
  };
  const code = await withSession(options, async (session) => {
    ended = await work(session);
  });
  return code === 0 ? ended : code;
}
