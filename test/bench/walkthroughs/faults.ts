import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { steps } from '../../../runbook/steps.ts';
import { laptop } from '../../e2e/laptop.ts';
import type { Outcome } from './outcome.ts';

/** A whole walkthrough on a new sandbox whose APIs fail with that probability: half of them answer 503, half break. */
export async function withFaults(probability: number): Promise<Outcome> {
  const place = await laptop();
  try {
    for (const fault of ['api-errors', 'api-reset']) {
      await place.run('sandbox/cli.ts', ['fault', 'add', fault, `probability=${probability / 2}`]);
    }
    const report = join(place.folder, 'run.json');
    const started = performance.now();
    const { code, output } = await place.run('runbook/index.ts', ['--report', report]);
    const retries = output.split('\n').filter((line) => line.includes('; retrying in ')).length;
    const took = `${((performance.now() - started) / 1000).toFixed(0)} s, ${retries} retries that are said`;
    if (code !== 0) return { good: false, detail: `exit code ${code} after ${took}\n${output.slice(-1500)}` };
    const { steps: done, facts } = JSON.parse(await readFile(report, 'utf8'));
    const all = done.length === steps.length && facts.left.length === 0;
    return { good: all, detail: `${done.length} steps, ${facts.left.length} left over, ${took}` };
  } finally {
    await place.clear();
  }
}
