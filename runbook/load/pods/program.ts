import { readFile } from 'node:fs/promises';
import { jsonReport } from '../../../lib/load/report/json.ts';
import type { Log } from '../../../lib/log/entry.ts';
import { type Clock, wallClock } from '../../../lib/target/clock.ts';
import { SandboxClock } from '../../../lib/target/sandbox-clock.ts';
import { planOf } from '../command/run.ts';
import type { Order } from './order.ts';

/** Simulated seconds a real second, if time is not stepped. */
const PACE = 60;

/** The first and the last line of the log tell; the lines between are the load's own. */
const log: Log = {
  write: (entry) => {
    if (entry.kind === 'step') console.log(entry.title);
  },
};

/** What a pod of the Job does: its part of the load, then the result as the last line of its log. */
async function main(): Promise<void> {
  const { env } = process;
  const { given, pods, model, service }: Order = JSON.parse(env.LOAD!);
  const share = { index: Number(env.JOB_COMPLETION_INDEX), of: pods };
  const stopped = new AbortController();
  // The first process of a container ignores signals that it does not handle.
  process.once('SIGTERM', () => stopped.abort(new Error('SIGTERM')));
  const plan = await planOf(given, share);
  const { signal } = stopped;
  const { clock, close } = await clockOf(env, signal);
  console.log(`Pod ${share.index + 1} of ${pods}`);
  const base = `http://${env[`${service}_SERVICE_HOST`]}:${env[`${service}_SERVICE_PORT`]}`;
  const { VLLM_API_KEY: apiKey } = env;
  const { result, setup, ended } = await plan.measure({ base, model, clock, signal, log, ...(apiKey && { apiKey }) });
  if (ended !== undefined) throw ended;
  console.log(JSON.stringify(JSON.parse(jsonReport(result, setup))));
  close();
}

/** The pods of the sandbox live in its simulated time. */
async function clockOf(
  { SANDBOX_URL, SANDBOX_TOKEN_FILE }: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ readonly clock: Clock; close(): void }> {
  if (!SANDBOX_URL || !SANDBOX_TOKEN_FILE) return { clock: wallClock, close: () => undefined };
  const clock = await SandboxClock.open(SANDBOX_URL, await readFile(SANDBOX_TOKEN_FILE, 'utf8'), signal);
  // Time stands still until this pod has reacted.
  await clock.setPace(PACE, 'waits');
  return { clock, close: () => clock.close() };
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
