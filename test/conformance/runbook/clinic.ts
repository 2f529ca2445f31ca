import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Command } from '../../../lib/command/command.ts';
import { deploymentReady } from '../../../lib/kubernetes/conditions.ts';
import type { Session } from '../../../lib/session/session.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import type { Which } from '../../../runbook/doctor/chain.ts';
import { examine, type Way } from '../../../runbook/doctor/examine.ts';
import { ADAPTER } from '../../../runbook/tutorial/names.ts';

/** Looks of 15 simulated seconds. */
const LOOKS = 8;

/** What the doctor's tests do to a running deployment, and how they look at it. */
export function clinic(session: () => Session) {
  const make = async (commands: readonly Command[]): Promise<void> => {
    for (const command of commands) expect(await session().ask(command)).toMatchObject({ exitCode: 0 });
  };
  const pass = (seconds: number): Promise<void> => elapse(seconds * 1000, 'time passes', session());
  const one = async (which: Which = {}): Promise<Way> => (await examine(which, session()))[0]!;
  /** Asks again until the answer is right: a busy machine needs more simulated time to scrape and to reconcile. */
  const seen = async <T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> => {
    for (let n = 0; n < LOOKS; n++) {
      await pass(15);
      const answer = await ask();
      if (isRight(answer)) return answer;
    }
    return ask();
  };
  const broken = async (): Promise<Way['hops'][number]> => (await one()).hops.at(-1)!;
  const stopped = (code: string) => seen(broken, (last) => !last.ok && last.code === code);
  const typed = (line: string) =>
    promisify(execFile)('bash', ['-c', line], { env: { ...session().target.environment } });
  const adapterReady = () => waitFor(deploymentReady({ resource: 'deployment', ...ADAPTER }), session());
  return { make, pass, one, seen, broken, stopped, typed, adapterReady };
}
