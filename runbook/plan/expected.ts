import type { Config } from '../../lib/config/index.ts';
import type { Expected } from '../../lib/runner/runbook.ts';
import type { Step } from '../../lib/step/step.ts';
import { estimate, type Order } from './estimate.ts';

const MINUTE = 60_000;

/** The plan's times of steps, in milliseconds, without those that take seconds. */
export function expected(steps: readonly Pick<Step, 'id'>[], config: Config, order: Order): Expected {
  const times = steps.map(({ id }) => [id, estimate([id], config, order).minutes] as const);
  return Object.fromEntries(
    times
      .filter(([, { high }]) => high > 0)
      .map(([id, { low, high }]) => [id, { low: low * MINUTE, high: high * MINUTE }]),
  );
}
