import type { Config } from '../../lib/config/index.ts';
import { dryRun } from '../../lib/runner/runner.ts';
import type { StepState } from '../../lib/runner/state.ts';
import { LOOKUP } from '../../lib/runner/typed.ts';
import { commandNaming } from '../../lib/session/session.ts';
import { type CostPerHour, costPerHour } from '../cost/prices.ts';
import { type Estimate, estimate, type Order, type Range, wholeWalkthrough } from './estimate.ts';

export interface PlannedStep {
  readonly id: string;
  readonly title: string;
  readonly would: StepState['would'];
  readonly missing: readonly string[];
  readonly minutes: Range;
  /** The exact commands. A secret appears as the name of its variable. */
  readonly commands: readonly string[];
}

/** The changes that a run would make now, with its time and cost. */
export interface Plan {
  readonly config: Config;
  readonly order: Order;
  readonly steps: readonly PlannedStep[];
  /** The estimate for the steps that are not done. */
  readonly remaining: Estimate;
  /** The estimate for the whole walkthrough and its cleanup. */
  readonly whole: Estimate;
  readonly perHour: CostPerHour;
}

const CLEANUP = '99-cleanup';

export async function plan(states: readonly StepState[], config: Config, order: Order = 'tutorial'): Promise<Plan> {
  const planned = states.filter(({ step }) => step.id !== CLEANUP);
  const steps = await Promise.all(
    planned.map(async ({ step, would, missing }) => ({
      id: step.id,
      title: step.title,
      would,
      missing,
      minutes: estimate([step.id], config, order).minutes,
      commands: would === 'leave' ? [] : await commandsOf(step, config),
    })),
  );
  const todo = steps.filter(({ would }) => would !== 'leave').map(({ id }) => id);
  return {
    config,
    order,
    steps,
    remaining: estimate(todo, config, order),
    whole: wholeWalkthrough(config, order),
    perHour: costPerHour(config),
  };
}

async function commandsOf(step: StepState['step'], config: Config): Promise<readonly string[]> {
  const lines: string[] = [];
  await dryRun(step.actions({ config }), {
    complete: commandNaming(config),
    config,
    log: { write: (entry) => void (entry.kind === 'command' && !LOOKUP.test(entry.line) && lines.push(entry.line)) },
  });
  return lines;
}
