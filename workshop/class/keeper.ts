import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { startLogged } from './logged.ts';

/** A kept command: the process that restarts it, whoever started that. */
export interface Kept {
  readonly pid: number;
  /** Tells the process from a later one with the same pid. */
  readonly started: string;
}

/** @returns undefined when nothing was started, or what was started is gone */
export function kept(record: string): Kept | undefined {
  try {
    const [, pid, started = ''] = /^(\d+) (.*)\n$/.exec(readFileSync(record, 'utf8')) ?? [];
    const found = { pid: Number(pid), started };
    return pid !== undefined && startOf(found.pid) === started ? found : undefined;
  } catch {
    return undefined;
  }
}

export interface Keeping {
  readonly keeper: string;
  readonly record: string;
  readonly log: string;
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts a command that is restarted whenever it ends, and outlives this process. @throws Error when it cannot start */
export async function keep({ keeper, record, log, command, folder, environment }: Keeping): Promise<void> {
  await startLogged('sh', [keeper, record, ...command], { log, cwd: folder, env: environment });
}

/** Ends a kept command with all that runs in its process group. */
export function release(record: string, signal: NodeJS.Signals = 'SIGTERM'): boolean {
  const found = kept(record);
  if (!found) return false;
  try {
    process.kill(-found.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  return true;
}

/** When the process was started, as `keeper.sh` writes it; empty for a process that is gone. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the state follows it, 19 fields before the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : `${boot}/${fields[19]}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).path?.startsWith('/proc/sys') !== true) return '';
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: 'pipe' } as const;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim();
  }
}
