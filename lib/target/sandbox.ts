import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, sandboxFolder, writeWhole } from '../config/folders.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { callsWith } from './calls.ts';
import { plainChildren } from './children.ts';
import { withoutProxyOnLoopback } from './network.ts';
import { sandboxCli } from './sandbox-cli.ts';
import { SandboxClock, type Stepping } from './sandbox-clock.ts';
import { remember, remembered, type Started } from './started.ts';
import type { Activity, Target } from './target.ts';

/** Simulated seconds per real second, and what that means for stepped time. */
type Pace = readonly [number, Stepping?];

/**
 * Simulated seconds per real second, by activity; the slowest activity decides. While a run only waits, time goes from
 * event to event instead, also with a load beside it.
 */
const PACE: Readonly<Record<Exclude<Activity, 'aside'>, Pace>> = {
  command: [1],
  load: [60, 'joins'],
  wait: [200, 'waits'],
};

/** Time limit for the answer to a stop over the control path (real ms). */
const STOP_TIMEOUT = 10_000;

export interface SandboxOptions {
  /** Set the pace of simulated time; without it, the pace of others holds. @default true */
  readonly paced?: boolean;
  /** Start the sandbox if it is not running; without it, that is an error. @default true */
  readonly start?: boolean;
}

/** The embedded sandbox, started unless it is running. */
export async function sandboxTarget(
  projectId: string | undefined,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal = new AbortController().signal,
  { paced = true, start: starts = true }: SandboxOptions = {},
): Promise<Target> {
  await makeFolder(sandboxFolder(environment), environment.SANDBOX_HOME ? 'SANDBOX_HOME' : undefined);
  const { url, env, started, standIns } =
    (await remembered(environment, signal)) ?? (await start(environment, starts, signal));
  // Without the signal: a run that was interrupted stops what it started.
  const stop = () => sandboxCli<{ readonly stopped: boolean }>(['stop', '--json'], environment);
  const { token, clock } = await enter(url, env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE ?? '', projectId, signal, paced).catch(
    async (error: unknown) => {
      if (started) await stop().catch(() => undefined);
      throw error;
    },
  );
  const environmentOfChildren = {
    ...plainChildren(environment),
    ...withoutProxyOnLoopback(environment),
    ...env,
    ...(projectId && { CLOUDSDK_CORE_PROJECT: projectId }),
  };
  return {
    kind: 'sandbox',
    description: `the embedded sandbox at ${url} (simulated: nothing is billed)${announcement(standIns)}`,
    environment: environmentOfChildren,
    ...callsWith(environmentOfChildren),
    clock,
    apiUrl: url,
    accessToken: async () => token,
    setActivity: (activities) => clock.setPace(...(paced ? paceOf(activities) : NO_PACE)),
    lost: () => clock.lost,
    admit: (program) => writeWhole(programFile(program, environment), program),
    startedHere: started,
    close: async (options) => {
      clock.close();
      if (!options?.stop || (await stop()).stopped) return;
      // `sandbox stop` finds the sandbox by its folder, which is gone.
      await fetch(`${url}/_sandbox/stop`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(STOP_TIMEOUT),
      }).catch(() => undefined);
    },
  };
}

/** Where the sandbox looks for a program that its containers may run. */
function programFile(program: string, environment: NodeJS.ProcessEnv): string {
  const digest = createHash('sha256').update(program).digest('hex');
  return join(sandboxFolder(environment), 'programs', `${digest}.mjs`);
}

/** The pace is the sandbox's and others'. */
const NO_PACE: readonly [number | null, Stepping?] = [null];

/** Work that stands aside leaves the pace to others. */
function paceOf(activities: ReadonlySet<Activity>): readonly [number | null, Stepping?] {
  const paces = [...activities].flatMap((one) => (one === 'aside' ? [] : [PACE[one]]));
  const [slowest] = paces.sort(([a], [b]) => a - b);
  return slowest ?? (activities.has('aside') ? NO_PACE : PACE.command);
}

async function start(environment: NodeJS.ProcessEnv, starts: boolean, signal: AbortSignal): Promise<Started> {
  if (!starts) await mustRun(environment, signal);
  const started = await sandboxCli<Started>(['start', '--json'], environment, { signal });
  await remember(started, environment);
  return started;
}

/** @throws TARGET_UNREACHABLE */
async function mustRun(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  // It ends with 1 when the sandbox is not running.
  const runs = await sandboxCli(['status', '--json'], environment, { signal }).then(
    () => true,
    () => {
      signal.throwIfAborted();
      return false;
    },
  );
  if (runs) return;
  throw new RunbookError('TARGET_UNREACHABLE', 'The sandbox is not running', { remedy: 'npm run sandbox -- start' });
}

/** Prepare a running sandbox: read its token, register the project, and set its clock to real pace. */
async function enter(
  url: string,
  tokenFile: string,
  projectId: string | undefined,
  signal: AbortSignal,
  paced: boolean,
) {
  const token = (await readFile(tokenFile, 'utf8')).trim();
  if (projectId !== undefined) await makeProjectKnown(url, token, projectId, signal);
  const clock = await SandboxClock.open(url, token, signal);
  try {
    await clock.setPace(...(paced ? PACE.command : NO_PACE));
    return { token, clock };
  } catch (error) {
    clock.close();
    throw error;
  }
}

/** Announces stand-ins, so that readers do not take their output for the real tools'. */
function announcement(standIns: readonly string[]): string {
  if (standIns.length === 0) return '';
  const names = new Intl.ListFormat('en').format(standIns);
  const [are, supports] = standIns.length === 1 ? ['is', 'stand-in supports'] : ['are', 'stand-ins support'];
  return `\n${names} ${are} not installed; the sandbox's ${supports} only the runbook's commands`;
}

async function makeProjectKnown(url: string, token: string, projectId: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${url}/_sandbox/projects/${encodeURIComponent(projectId)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  if (!answer.ok) throw new RunbookError('TARGET_UNREACHABLE', `The sandbox refused project ${projectId}`);
}
