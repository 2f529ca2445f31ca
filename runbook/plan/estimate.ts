import type { Config } from '../../lib/config/index.ts';
import { MINUTES } from '../minutes.ts';
import { costPerHour } from '../prices.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Time and money of some steps. */
export interface Estimate {
  readonly minutes: Range;
  /** US dollars. */
  readonly cost: Range;
  /** Of the minutes, those that nobody has measured. */
  readonly assumed: Range;
}

/** What the steps take, one after the other, and what stands meanwhile costs. */
export function estimate(ids: readonly string[], config: Config): Estimate {
  const { tpuNode, base } = costPerHour(config);
  const parts = MINUTES.filter(
    ({ step, mode }) => ids.includes(step) && (mode ?? config.CLUSTER_MODE) === config.CLUSTER_MODE,
  );
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
