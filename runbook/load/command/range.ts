import { usage } from '../../../lib/runner/flags.ts';

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
