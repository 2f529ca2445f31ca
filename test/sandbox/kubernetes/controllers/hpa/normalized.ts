import { expect } from 'vitest';
import { resolveBehavior } from '../../../../../sandbox/kubernetes/controllers/hpa/behavior.ts';
import { ScalingHistory } from '../../../../../sandbox/kubernetes/controllers/hpa/history.ts';
import {
  type Limitation,
  normalize,
  normalizeWithBehavior,
  type Stabilization,
} from '../../../../../sandbox/kubernetes/controllers/hpa/normalize.ts';

export const NOW = Date.UTC(2026, 0, 1);
export const SECOND = 1000;

export interface Case {
  readonly name: string;
  readonly current: number;
  /** The recommendation of the metrics. */
  readonly desired: number;
  /** @default 1 */
  readonly min?: number;
  /** @default 10 */
  readonly max?: number;
  /** Recommendations by their age in seconds, oldest first. */
  readonly recommended?: Readonly<Record<number, number>>;
  /** Rescales by their age in seconds, oldest first. */
  readonly rescaled?: Readonly<Record<number, readonly [from: number, to: number]>>;
  readonly behavior?: object;
  readonly replicas: number;
  /** @default ReadyForNewScale */
  readonly stabilization?: Stabilization;
  /** @default DesiredWithinRange */
  readonly limitation?: Limitation;
}

export function normalized({ current, desired, min = 1, max = 10, recommended = {}, rescaled = {}, behavior }: Case) {
  const ages = (record: object): number[] =>
    Object.keys(record)
      .map(Number)
      .sort((a, b) => b - a);
  const history = new ScalingHistory(current, NOW - 10_000 * SECOND);
  for (const age of ages(recommended)) history.recommend(recommended[age]!, NOW - age * SECOND);
  for (const age of ages(rescaled)) history.rescaled(...rescaled[age]!, NOW - age * SECOND);
  const recommendation = { current, desired, min, max, history, now: NOW };
  return behavior ? normalizeWithBehavior(recommendation, resolveBehavior(behavior)) : normalize(recommendation);
}

export const check = (each: Case): void => {
  const { replicas, stabilization = 'ReadyForNewScale', limitation = 'DesiredWithinRange' } = each;
  expect(normalized(each)).toEqual({ replicas, stabilization, limitation });
};

/** The policies of a rule, by their three values. */
export const policies = (...all: readonly (readonly [type: string, value: number, periodSeconds: number])[]) => ({
  policies: all.map(([type, value, periodSeconds]) => ({ type, value, periodSeconds })),
});
