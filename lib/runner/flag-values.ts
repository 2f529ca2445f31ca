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

/** A number above 0. @throws RunbookError USAGE */
export function positive(name: string, text: string, most = Number.MAX_VALUE): number {
  const bound = most === Number.MAX_VALUE ? '' : ` and at most ${most}`;
  return read(name, text, (value) => value > 0 && value <= most, `a number above 0${bound}`);
}

/** @throws RunbookError USAGE */
export function atLeast(name: string, text: string, least: number): number {
  return read(name, text, (value) => value >= least, `a number of at least ${least}`);
}

/** @throws RunbookError USAGE */
export function whole(name: string, text: string, least: number): number {
  const accepts = (value: number): boolean => Number.isSafeInteger(value) && value >= least;
  return read(name, text, accepts, `a whole number of at least ${least}`);
}

function read(name: string, text: string, accepts: (value: number) => boolean, expected: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && accepts(value)) return value;
  throw usage(`--${name} ${text}: expected ${expected}`);
}
