import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A row of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** What it has to be, where there is a promise. */
  readonly goal?: string;
  readonly met?: boolean;
}

/** A figure with an upper bound. */
export function atMost(what: string, value: number, bound: number, unit: string): Figure {
  const shown = value < 10 ? value.toFixed(1) : value.toFixed(0);
  return { what, measured: `${shown} ${unit}`, goal: `≤ ${bound} ${unit}`, met: value <= bound };
}

/** Resident memory of a process (MiB). */
export function residentMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

/** CPU time that a process has taken (ms). Linux counts it in hundredths of a second. */
export function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** How much of one core the processes take over some seconds (per cent). */
export async function cpuShare(pids: readonly number[], seconds: number): Promise<number> {
  const taken = (): number => pids.reduce((sum, pid) => sum + cpuTime(pid), 0);
  const before = taken();
  await delay(seconds * 1000);
  return (taken() - before) / seconds / 10;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
