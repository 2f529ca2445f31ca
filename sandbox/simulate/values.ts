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

/** `1,5,10`. @throws SimulationInput */
export function numbersOf(flag: string, text: string): readonly number[] {
  const values = text.split(',').map(Number);
  if (values.every((value) => value > 0)) return values;
  throw new SimulationInput(`--${flag}: expected numbers above 0 such as 1,5,10, not ${text}`);
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
