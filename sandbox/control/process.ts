import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createFolder, type StateFolder } from '../core/folder.ts';
import { ensureAuthority } from '../elsewhere/authority.ts';
import { type ControlAnswer, callControl, type Endpoint, readEndpoint } from './client.ts';
import type { EnvironmentFacts } from './environment.ts';
import { lives, type ProcessIdentity } from './identity.ts';
import { lockedBy } from './lock.ts';
import { program } from './program.ts';

export interface Status extends EnvironmentFacts {
  readonly now: number;
  readonly pace: number;
  readonly speed: number;
  readonly faults: readonly { readonly name: string }[];
}

export interface Running extends Endpoint {
  readonly status: Status;
}

/** Real ms. */
const START_TIMEOUT = 15_000;
const STOP_TIMEOUT = 10_000;
const POLL = 15;

/** @returns the folder's sandbox if it responds; undefined for the endpoint file of a killed one */
export async function running(folder: StateFolder): Promise<Running | undefined> {
  const endpoint = readEndpoint(folder);
  if (!endpoint) return undefined;
  const answer = await callControl(folder, 'GET', 'status').catch((): ControlAnswer | undefined => undefined);
  return answer?.status === 200 ? { ...endpoint, status: answer.body as Status } : undefined;
}

/** @returns the running sandbox, and whether this call started it. @throws Error with the last lines of its log */
export async function start(folder: StateFolder): Promise<Running & { started: boolean }> {
  const before = await running(folder);
  if (before) return { ...before, started: false };
  createFolder(folder);
  await ensureAuthority(folder.authority);
  const child = await spawned(folder, await program());
  const undo = endingWith(child);
  try {
    return await answer(folder, child);
  } finally {
    undo();
  }
}

/** The sandbox's process, which outlives this one and writes into the log. @throws Error when it cannot be started */
function spawned(folder: StateFolder, program: readonly string[]): Promise<ChildProcess> {
  const log = openSync(folder.log, 'a', 0o600);
  return new Promise<ChildProcess>((resolve, reject) => {
    const child = spawn(process.execPath, program, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, SANDBOX_HOME: folder.root },
    });
    child.unref();
    child.on('error', reject);
    child.once('spawn', () => resolve(child));
  }).finally(() => closeSync(log));
}

/** Whoever interrupts a start leaves no sandbox. */
function endingWith(child: ChildProcess): () => void {
  const end = (name: NodeJS.Signals): void => {
    child.kill();
    process.exit(128 + constants.signals[name]);
  };
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.once(name, end);
  return () => {
    for (const name of names) process.off(name, end);
  };
}

async function answer(folder: StateFolder, child: ChildProcess): Promise<Running & { started: boolean }> {
  const deadline = performance.now() + START_TIMEOUT;
  while (performance.now() < deadline) {
    // If a concurrent start owns the folder, wait for its sandbox.
    if (child.exitCode !== null && lockedBy(folder) === undefined) break;
    if (readEndpoint(folder)?.pid === lockedBy(folder)?.pid) {
      const now = await running(folder);
      if (now) return { ...now, started: now.pid === child.pid };
    }
    await delay(POLL);
  }
  throw new Error(`The sandbox did not start. Last lines of ${folder.log}:\n${tail(folder.log)}`);
}

/** @returns whether a sandbox was running */
export async function stop(folder: StateFolder): Promise<boolean> {
  const owner = lockedBy(folder);
  const asked = await callControl(folder, 'POST', 'stop').catch((): ControlAnswer | undefined => undefined);
  // Only the folder's sandbox accepts the token. Signal only the folder's owner.
  const answered = asked?.status === 200;
  if (!owner) return answered;
  if (!answered) signal(owner, 'SIGTERM');
  const deadline = performance.now() + STOP_TIMEOUT;
  while (lives(owner) && performance.now() < deadline) await delay(POLL);
  signal(owner, 'SIGKILL');
  return true;
}

function signal(owner: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    if (lives(owner)) process.kill(owner.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Stops the sandbox and deletes its files; snapshots and other files in the folder stay. */
export async function reset(folder: StateFolder): Promise<void> {
  await stop(folder);
  const { root: _, snapshots: _kept, kubeconfig, kubeCache, ...files } = folder;
  const made = [...Object.values(files), kubeconfig.replace(/\/config$/, ''), kubeCache, `${folder.journal}.damaged`];
  for (const path of made) rmSync(path, { recursive: true, force: true });
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n');
}
