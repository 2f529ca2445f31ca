import type { Config } from '../../lib/config/index.ts';
import { costPerHour } from '../cost/prices.ts';
import { MINUTES, type Minutes } from './minutes.ts';
import { factor, scaleOf } from './scale.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Time and cost of some steps. */
export interface Estimate {
  readonly minutes: Range;
  /** US dollars. */
  readonly cost: Range;
  /** The part of the minutes that is estimated, not measured. */
  readonly assumed: Range;
}

/** The order of the steps: the tutorial's, or that of `--fast`. */
export type Order = NonNullable<Minutes['order']>;

/** Adds up time and cost of the steps, for MODEL. With `--fast` steps overlap, so the sums are upper bounds. */
export function estimate(ids: readonly string[], config: Config, order: Order = 'tutorial'): Estimate {
  const { tpuNode, base } = costPerHour(config);
  const scale = scaleOf(config);
  const parts = MINUTES.filter(
    (part) =>
      ids.includes(part.step) &&
      (part.mode ?? config.CLUSTER_MODE) === config.CLUSTER_MODE &&
      (part.order ?? order) === order,
  ).map(({ shares, ...part }) => {
    const times = shares ? factor(shares, scale) : 1;
    return { ...part, low: part.low * times, high: part.high * times };
  });
  const sum = (of: (part: (typeof parts)[number], end: keyof Range) => number): Range => ({
    low: parts.reduce((total, part) => total + of(part, 'low'), 0),
    high: parts.reduce((total, part) => total + of(part, 'high'), 0),
  });
  return {
    minutes: sum((part, end) => part[end]),
    assumed: sum((part, end) => (part.assumed ? part[end] : 0)),
    cost: sum((part, end) => (part[end] / 60) * (base + tpuNode * part.tpuNodes)),
  };
}

/** The whole walkthrough with its cleanup: the one figure that plan and configure show. */
export function wholeWalkthrough(config: Config, order: Order = 'tutorial'): Estimate {
  return estimate([...new Set(MINUTES.map(({ step }) => step))], config, order);
}
