import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, and not another one to which the system has given its number since. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, as the system tells it: nobody else has this number and this time. */
  readonly started: string;
}

/** @returns undefined when no process has the number, or a dead one that nobody has waited for */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = Number.isInteger(pid) && pid > 0 ? (fromProc(pid) ?? fromPs(pid)) : undefined;
  return started === undefined || started === GONE ? undefined : { pid, started };
}

export function lives({ pid, started }: ProcessIdentity): boolean {
  return identityOf(pid)?.started === started;
}

const GONE = '';

/** Linux: the boot, and the clock ticks since. @returns undefined where there is no /proc */
function fromProc(pid: number): string | undefined {
  let boot: string;
  try {
    boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
  try {
    // The name, in parentheses, may have spaces and parentheses itself; the state is what follows, 19 fields before the time.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? GONE : `${boot}/${fields[19]}`;
  } catch {
    return GONE;
  }
}

/** macOS and others. */
function fromPs(pid: number): string {
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: 'pipe' } as const;
    const [, state = 'Z', time = GONE] =
      /^\s*(\S+)\s+(.*\S)/.exec(execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options)) ?? [];
    return state.startsWith('Z') ? GONE : time;
  } catch {
    return GONE;
  }
}
