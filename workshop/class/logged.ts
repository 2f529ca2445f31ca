import { type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** What is started, and where. */
export interface Starting extends Omit<SpawnOptions, 'stdio' | 'detached'> {
  /** The file that gets the output. */
  readonly log: string;
}

/** A program that has started. */
export interface Logged {
  readonly pid: number;
  /** Whether it has ended. */
  ended(): boolean;
}

/**
 * Starts a program that outlives this process and writes into a file. This process keeps nothing open.
 * @throws Error when it cannot be started
 */
export function startLogged(program: string, args: readonly string[], { log, ...options }: Starting): Promise<Logged> {
  const output = openSync(log, 'a', 0o600);
  return new Promise<Logged>((resolve, reject) => {
    const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', output, output] });
    child.unref();
    child.on('error', reject);
    child.once('spawn', () => {
      resolve({ pid: child.pid!, ended: () => child.exitCode !== null || child.signalCode !== null });
    });
  }).finally(() => closeSync(output));
}
