import { usage } from '../../../lib/runner/flags.ts';

const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;

/** `90s` as seconds. @throws RunbookError USAGE */
export function secondsOf(name: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined) throw usage(`--${name}: expected a time such as 500ms, 90s, 8m or 1h, not ${text}`);
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** @throws RunbookError USAGE */
export function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw usage(`--${name}: expected a number above 0, not ${text}`);
}

/** @throws RunbookError USAGE */
export function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw usage(`--${name}: expected a whole number of at least ${least}, not ${text}`);
}

/** A length, chosen evenly from the least to the most. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** `N` or `A-B`. @throws RunbookError USAGE */
export function rangeOf(name: string, text: string): Range {
  const [, first, second = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [least, most] = [Number(first), Number(second)];
  if (least > 0 && most >= least) return { least, most };
  throw usage(`--${name}: expected N or A-B, such as 100 or 100-300, not ${text}`);
}
