import { duration } from '../wait/duration.ts';
import { usage } from './flags.ts';

/** `500ms`, `90s`, `1h30m` as seconds. @throws RunbookError USAGE */
export function secondsOf(name: string, text: string): number {
  try {
    return duration(text) / 1000;
  } catch {
    throw usage(`--${name} ${text}: expected a duration such as 500ms, 90s, 8m or 1h`);
  }
}

/** @throws RunbookError USAGE */
export function positive(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw usage(`--${name} ${text}: expected a number above 0`);
}

/** @throws RunbookError USAGE */
export function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw usage(`--${name} ${text}: expected a whole number of at least ${least}`);
}
