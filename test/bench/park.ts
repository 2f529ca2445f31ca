import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportData } from '../../lib/log/report.ts';
import { duration } from '../../lib/wait/duration.ts';
import { type Laptop, laptop } from '../e2e/laptop.ts';
import type { Figure } from './figure.ts';

const MINUTE = 60_000;

/** `npm run park` and `npm run resume` on the sandbox's durations: minutes of simulated time, and US dollars an hour. */
export async function park(): Promise<Figure[]> {
  const place = await laptop();
  try {
    const file = join(place.folder, 'run.json');
    await output(place, 'runbook/index.ts', ['--to', '07', '--keep', '--report', file]);
    const { startedAt, steps } = JSON.parse(await readFile(file, 'utf8')) as ReportData;
    const first = (Date.parse(steps.at(-1)!.endedAt) - Date.parse(startedAt)) / MINUTE;
    const parked = await output(place, 'runbook/commands/park.ts');
    const resumed = await output(place, 'runbook/commands/resume.ts');
    const toZero = minutes(parked, /✓ no TPU node is left/, /✓ park \(([\dhms ]+?)(?: simulated|\))/);
    const again = minutes(resumed, /model serves again/, /Time to the first completion: ([\dhms ]+)\./);
    const [standing, running] = [perHour(parked), perHour(resumed)];
    return [
      { what: 'park: minutes to 0 TPU nodes', measured: toZero.toFixed(1), goal: '≤ 3', met: toZero <= 3 },
      { what: 'first start: minutes to the first token', measured: first.toFixed(1) },
      {
        what: 'resume: minutes to the first token',
        measured: `${again.toFixed(1)} (${(again / first).toFixed(2)} of the first start)`,
      },
      { what: 'serving with one replica: US dollars an hour', measured: running.toFixed(2) },
      {
        what: 'parked: US dollars an hour',
        measured: `${standing.toFixed(3)} (${((100 * standing) / running).toFixed(1)} %; ${(24 * standing).toFixed(2)} a day)`,
      },
    ];
  } finally {
    await place.clear();
  }
}

async function output(place: Laptop, script: string, args: readonly string[] = []): Promise<string> {
  const { code, output: text } = await place.run(script, args);
  if (code !== 0) throw new Error(`${script}: exit code ${code}\n${text.slice(-3000)}`);
  return text;
}

function minutes(text: string, proof: RegExp, took: RegExp): number {
  const found = took.exec(text)?.[1];
  if (!proof.test(text) || found === undefined) throw new Error(`The output lacks ${proof} or ${took}`);
  return duration(found.trim().replaceAll(' ', '')) / MINUTE;
}

const perHour = (text: string): number => Number(/together +\$([\d.]+) an hour/.exec(text)?.[1]);
