import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { steps } from '../../runbook/steps.ts';
import { type Laptop, laptop } from '../e2e/laptop.ts';

/*
 * npx tsx test/bench/walkthroughs.ts faults [COUNT] [PROBABILITY]
 *   whole walkthroughs, each on a new sandbox whose APIs fail with that probability; prints N of N
 * npx tsx test/bench/walkthroughs.ts kills [COUNT]
 *   each is killed at a random moment and started again until it ends; prints how many ended as an undisturbed run does
 */

interface Outcome {
  readonly good: boolean;
  readonly detail: string;
}

const LONGEST = 400_000;

async function withFaults(probability: number): Promise<Outcome> {
  const place = await laptop();
  try {
    for (const fault of ['api-errors', 'api-reset']) {
      await place.run('sandbox/cli.ts', ['fault', 'add', fault, `probability=${probability / 2}`]);
    }
    const report = join(place.folder, 'run.json');
    const started = performance.now();
    const { code, output } = await place.run('runbook/index.ts', ['--report', report]);
    const retries = output.split('\n').filter((line) => line.includes('; again in ')).length;
    const took = `${((performance.now() - started) / 1000).toFixed(0)} s, ${retries} retries that are said`;
    if (code !== 0) return { good: false, detail: `exit code ${code} after ${took}\n${output.slice(-1500)}` };
    const { steps: done, facts } = JSON.parse(await readFile(report, 'utf8'));
    const all = done.length === steps.length && facts.left.length === 0;
    return { good: all, detail: `${done.length} steps, ${facts.left.length} left over, ${took}` };
  } finally {
    await place.clear();
  }
}

/** Killed once, then run to its end: with the cleanup, so that a duplicate or a left-over shows. */
async function withKill(): Promise<Outcome> {
  const place = await laptop();
  const after = 2_000 + Math.random() * 60_000;
  try {
    const running = place.start('runbook/index.ts');
    const timer = setTimeout(() => running.child.kill('SIGKILL'), after);
    const { code: first } = await running.ended;
    clearTimeout(timer);
    const where =
      running
        .output()
        .match(/^\d\d-[a-z-]+(?= {2})/gm)
        ?.at(-1) ?? 'the start';
    const { code, output } = await place.run('runbook/index.ts', ['--report', join(place.folder, 'run.json')]);
    const killed = first === null ? `killed after ${(after / 1000).toFixed(1)} s in ${where}` : 'it had ended before';
    if (code !== 0) return { good: false, detail: `${killed}; then exit code ${code}\n${output.slice(-1500)}` };
    const left = await leftOver(place);
    return { good: left.length === 0, detail: `${killed}; left over: ${left.join(', ') || 'nothing'}` };
  } finally {
    await place.clear();
  }
}

async function leftOver(place: Laptop): Promise<readonly string[]> {
  return JSON.parse(await readFile(join(place.folder, 'run.json'), 'utf8')).facts.left;
}

async function main([kind = '', count = '3', probability = '0.2']: readonly string[]): Promise<void> {
  const attempts: Readonly<Record<string, () => Promise<Outcome>>> = {
    faults: () => withFaults(Number(probability)),
    kills: withKill,
  };
  const attempt = attempts[kind];
  if (!attempt) throw new Error('Which: faults or kills?');
  let good = 0;
  for (let number = 1; number <= Number(count); number++) {
    const late = new Promise<Outcome>((resolve) => {
      setTimeout(() => resolve({ good: false, detail: 'it did not end' }), LONGEST).unref();
    });
    const outcome = await Promise.race([attempt(), late]);
    if (outcome.good) good++;
    console.log(`${outcome.good ? '✓' : '✗'} ${number}: ${outcome.detail}`);
  }
  console.log(`${kind}: ${good} of ${count}`);
  process.exitCode = good === Number(count) ? 0 : 1;
}

void main(process.argv.slice(2));
