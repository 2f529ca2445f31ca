import type { VariableName } from '../../../lib/config/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { Setup } from '../../../lib/load/report/index.ts';
import { type TerminalLog, terminalLog } from '../../../lib/log/terminal.ts';
import { EXIT } from '../../../lib/runner/exit.ts';
import { interruptible } from '../../../lib/runner/interruption.ts';
import { asRunbookError, exitCodeOf } from '../../../lib/runner/outcome.ts';
import { withSession } from '../../../lib/runner/run.ts';
import { withGiven } from '../../../lib/runner/with-given.ts';
import type { Session } from '../../../lib/session/session.ts';
import { wallClock } from '../../../lib/target/clock.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { serverAddress } from '../../model-server/exposure.ts';
import { serverReady } from '../../model-server/ready.ts';
import { replicaMeter } from '../replicas.ts';
import type { Given } from './flags.ts';
import { report } from './outputs.ts';
import type { Plan, Server } from './run.ts';

/** The cluster and the namespace of the server. */
export const NEEDS = [
  'PROJECT_ID',
  'CONTROL_PLANE_LOCATION',
  'CLUSTER_NAME',
  'NAMESPACE',
] as const satisfies readonly VariableName[];

/** A load on the runbook's server, in the time of its target. @param again the command that repeats it @returns the exit code */
export async function onServer(plan: Plan, given: Given, again: string): Promise<number> {
  let measured = true;
  const options = { environment: process.env, stopTarget: false, resume: () => again, needs: NEEDS };
  const code = await withSession(options, async (session) => {
    const { config, target, log, signal } = session;
    await mustServe(session);
    const address = await waitFor(serverAddress({ config }), session);
    // Simulated time stands still until this process has reacted, so a busy machine makes the load slow, not wrong.
    const pace = session.pace('wait');
    try {
      const replicas = await replicaMeter(session);
      const { VLLM_API_KEY: apiKey, MODEL } = config;
      const server = { base: `http://${address}`, model: given.model ?? MODEL, clock: target.clock, log, signal };
      measured = await run(plan, given, { ...server, ...(apiKey && { apiKey }) }, replicas);
    } finally {
      pace.release();
    }
  });
  return code === EXIT.done && !measured ? EXIT.failed : code;
}

/** @throws RunbookError NOT_DONE, SCALED_TO_ZERO: a load on no server says nothing */
export async function mustServe(session: Session): Promise<void> {
  const look = await serverReady(session).look(session, session.signal);
  if (look.state === 'failed') throw look.error;
  if (look.state === 'met') return;
  throw new RunbookError('NOT_DONE', `The model server in namespace ${session.config.NAMESPACE} is not ready`, {
    evidence: [look.progress],
    remedy: withGiven('npx tsx runbook/06-model-server.ts', session),
  });
}

/** A load on any server, in real time. @returns the exit code */
export async function onUrl(plan: Plan, given: Given, base: string, model: string): Promise<number> {
  const { VLLM_API_KEY: apiKey } = process.env;
  const log = logOf(apiKey === undefined ? [] : [apiKey]);
  const interruption = interruptible();
  const { signal } = interruption;
  try {
    const measured = await run(plan, given, { base, model, clock: wallClock, log, signal, ...(apiKey && { apiKey }) });
    return measured ? EXIT.done : EXIT.failed;
  } catch (thrown) {
    const error = asRunbookError(signal.aborted ? signal.reason : thrown);
    log.write({ kind: 'error', error });
    return exitCodeOf(error);
  } finally {
    log.close();
    interruption.dispose();
  }
}

/** @returns whether the server was measured @throws the reason of the signal, after the report */
async function run(
  plan: Plan,
  given: Given,
  server: Server,
  replicas: () => Promise<Setup['replicas']> = async () => undefined,
): Promise<boolean> {
  const { ended, setup, ...measured } = await plan.measure(server);
  const isServers = await report(given, { ...measured, setup: { ...setup, replicas: await replicas() } }, server.log);
  if (ended !== undefined) throw ended;
  return isServers;
}

/** A log on standard output, without a session. */
export function logOf(secrets: readonly string[] = []): TerminalLog {
  return terminalLog({
    stream: process.stdout,
    environment: process.env,
    secrets: () => secrets,
    now: () => wallClock.now(),
  });
}
