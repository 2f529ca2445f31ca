import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Identifies a process even after the system reuses its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The process's start time in the system's format; no other process has the same pid and start time. */
  readonly started: string;
}

/** @returns undefined when no process has the pid, or only a zombie */
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
    // The name in parentheses may contain spaces and parentheses. The state follows it, 19 fields before the start time.
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
