import { SimulationInput } from './input.ts';
import type { Limits } from './summary.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `90s` in ms. @throws SimulationInput */
export function timeOf(flag: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined) throw new SimulationInput(`--${flag}: expected a time such as 90s or 8m, not ${text}`);
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** @throws SimulationInput */
export function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new SimulationInput(`--${flag}: expected a whole number of at least ${least}, not ${text}`);
}

/** The most values of a list. */
const MOST = 1000;

/** `1,5,10`, or `4:20:2` for 4, 6 … 20. @throws SimulationInput */
export function numbersOf(flag: string, text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from, step = 1, ...more] = part.split(':').map(Number);
    const count = Math.floor((to - from) / step + 1e-9) + 1;
    if (from > 0 && step > 0 && count >= 1 && count <= MOST && more.length === 0)
      return Array.from({ length: count }, (_, n) => Number((from + n * step).toPrecision(12)));
    throw new SimulationInput(`--${flag}: expected numbers above 0 such as 1,5,10 or 4:20:2, not ${part}`);
  });
}

/** `ttft=2s,e2e=60s`. @throws SimulationInput */
export function limitsOf(text: string): Limits {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, name, limit] = /^\s*(ttft|e2e)=(\S+)\s*$/.exec(part) ?? [];
      if (name === undefined) throw new SimulationInput(`--slo: expected limits such as ttft=2s,e2e=60s, not ${part}`);
      return [name, timeOf('slo', limit!) / 1000];
    }),
  );
}
