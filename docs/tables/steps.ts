import { loadConfig } from '../../lib/config/index.ts';
import { forDryRun } from '../../lib/runner/dry-run.ts';
import { variablesRead } from '../../lib/runner/variables-read.ts';
import { headingOf, type Step } from '../../lib/step/step.ts';
import { MINUTES } from '../../runbook/plan/minutes.ts';
import { fastSteps, steps } from '../../runbook/steps.ts';
import { code, table } from './markdown.ts';

/** The steps in the tutorial's order. */
export function stepsTable(): string {
  return table(
    ['step', 'what it does', "the tutorial's section", 'needs'],
    steps.map((step) => [...named(step), headingOf(step.section), needs(step)]),
  );
}

const config = forDryRun(loadConfig({ environment: {}, target: 'sandbox' }));
const READ = await Promise.all(steps.map((step) => variablesRead(step, config)));

/** The variables that each step reads. */
export function readTable(): string {
  return table(
    ['step', 'variables'],
    steps.map(({ id }, index) => [code(id), READ[index]!.map(code).join(', ')]),
  );
}

/** The steps that only `--fast` has. */
export function fastStepsTable(): string {
  const own = fastSteps.filter((step) => !steps.includes(step));
  return table(
    ['step', 'what it does', 'needs'],
    own.map((step) => [...named(step), needs(step)]),
  );
}

/** The durations that `npm run plan` adds up. */
export function minutesTable(): string {
  return table(
    ['step', 'only for', 'minutes', 'TPU nodes billed', 'source'],
    MINUTES.map(({ step, mode, order, low, high, tpuNodes, assumed, source }) => [
      code(step),
      [mode, order === 'fast' ? '`--fast`' : order && "the tutorial's order"].filter(Boolean).join(', '),
      low === high ? `${low}` : `${low}–${high}`,
      `${tpuNodes}`,
      assumed ? `estimate: ${source}` : source,
    ]),
  );
}

const named = ({ id, title }: Step): [id: string, title: string] => [code(id), title];

const needs = (step: Step): string => step.needs.map(code).join(', ');
