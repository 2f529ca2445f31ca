import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReportData } from '../../lib/log/report.ts';
import { type Laptop, laptop, REPO } from '../e2e/laptop.ts';
import { atMost, cpuTime, type Figure, median } from './figure.ts';

const RUNS = 5;

/** How often the sandbox's CPU time is read: it ends with the walkthrough (real ms). */
const LOOK = 200;

/** One `npm start` from nothing to the end of the cleanup: seconds. */
interface Walk {
  readonly wall: number;
  /** Of the run, its load, gcloud and kubectl. */
  readonly commands: number;
  readonly sandbox: number;
  readonly simulated: number;
}

/** `npm start` on a new sandbox, five times. */
export async function walk(): Promise<Figure[]> {
  const walks: Walk[] = [];
  for (let run = 1; run <= RUNS; run++) {
    const one = await once();
    walks.push(one);
    // Five runs take minutes.
    console.error(`npm start, run ${run} of ${RUNS}: ${one.wall.toFixed(1)} s`);
  }
  const of = (key: keyof Walk): number => median(walks.map((one) => one[key]));
  return [
    atMost(`npm start, median of ${RUNS}: wall time`, of('wall'), 30, 's'),
    { what: 'npm start: CPU time of the run, gcloud and kubectl', measured: `${of('commands').toFixed(1)} s` },
    { what: 'npm start: CPU time of the sandbox', measured: `${of('sandbox').toFixed(1)} s` },
    { what: 'npm start: simulated time', measured: `${(of('simulated') / 60).toFixed(0)} min` },
  ];
}

const SCRIPT =
  'TIMEFORMAT="%R %U %S"; time node --import "$TSX" "$REPO/runbook/index.ts" --report "$1" >/dev/null 2>&1';

async function once(): Promise<Walk> {
  const place = await laptop();
  try {
    const file = join(place.folder, 'run.json');
    const ended = new AbortController();
    const watched = watchSandbox(place, ended.signal);
    const { code, output } = await place.bash('-c', SCRIPT, 'bash', file).finally(() => ended.abort());
    if (code !== 0) throw new Error(`npm start in ${REPO} ended with exit code ${code}`);
    const [wall = 0, user = 0, system = 0] = output.trim().split(' ').map(Number);
    const { steps } = JSON.parse(await readFile(file, 'utf8')) as ReportData;
    const simulated = steps.reduce((sum, { simulatedSeconds }) => sum + simulatedSeconds, 0);
    return { wall, commands: user + system, sandbox: await watched, simulated };
  } finally {
    await place.clear();
  }
}

/** @returns the CPU time of the sandbox (s) */
async function watchSandbox({ environment }: Laptop, signal: AbortSignal): Promise<number> {
  let pid: number | undefined;
  let taken = 0;
  while (!signal.aborted) {
    await delay(LOOK);
    try {
      pid ??= JSON.parse(await readFile(join(environment.SANDBOX_HOME!, 'endpoint.json'), 'utf8')).pid as number;
      taken = cpuTime(pid);
    } catch {
      // The sandbox has not started, or has ended.
    }
  }
  return taken / 1000;
}
