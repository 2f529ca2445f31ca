import { regression } from '../statistics.ts';
import type { Window } from '../value.ts';
import { type FunctionDefinition, perWindow } from './definition.ts';

/** How far beyond the samples the edges of the range may be for the slope to be drawn out to them (sample intervals). */
const EXTRAPOLATION_REACH = 1.1;

/** Prometheus' extrapolated growth over the whole range, counting a counter's fall as a reset to zero. */
function growth({ points, from, to, start, end }: Window, counter: boolean): number | undefined {
  const { times, values } = points;
  if (to - from < 2) return undefined;
  const first = values[from]!;
  let total = values[to - 1]! - first;
  if (counter) {
    for (let i = from + 1; i < to; i++) if (values[i]! < values[i - 1]!) total += values[i - 1]!;
  }
  const sampled = (times[to - 1]! - times[from]!) / 1000;
  const interval = sampled / (to - from - 1);
  let before = (times[from]! - start) / 1000;
  const after = (end - times[to - 1]!) / 1000;
  // A counter is not drawn out below zero.
  if (counter && total > 0 && first >= 0) before = Math.min(before, sampled * (first / total));
  const reach = (gap: number): number => (gap < interval * EXTRAPOLATION_REACH ? gap : interval / 2);
  return (total * (sampled + reach(before) + reach(after))) / sampled;
}

function perSecond(window: Window): number | undefined {
  const total = growth(window, true);
  return total === undefined ? undefined : total / ((window.end - window.start) / 1000);
}

function lastStep({ points, from, to }: Window, mode: 'rate' | 'delta'): number | undefined {
  if (to - from < 2) return undefined;
  const [previous, last] = [points.values[to - 2]!, points.values[to - 1]!];
  if (mode === 'delta') return last - previous;
  const seconds = (points.times[to - 1]! - points.times[to - 2]!) / 1000;
  return (last < previous ? last : last - previous) / seconds;
}

function line({ points, from, to }: Window, origin: number): { slope: number; intercept: number } | undefined {
  if (to - from < 2) return undefined;
  const times = Array.prototype.slice.call(points.times, from, to) as number[];
  const values = Array.prototype.slice.call(points.values, from, to) as number[];
  return regression(times, values, origin);
}

function predict(window: Window, seconds: number, time: number): number | undefined {
  const fit = line(window, time);
  return fit && fit.intercept + fit.slope * seconds;
}

export const rateFunctions: Readonly<Record<string, FunctionDefinition>> = {
  rate: perWindow(perSecond),
  increase: perWindow((window) => growth(window, true)),
  delta: perWindow((window) => growth(window, false)),
  irate: perWindow((window) => lastStep(window, 'rate')),
  idelta: perWindow((window) => lastStep(window, 'delta')),
  deriv: perWindow((window) => line(window, window.points.times[window.from]!)?.slope),
  predict_linear: perWindow(predict, { parameter: 'after' }),
};
