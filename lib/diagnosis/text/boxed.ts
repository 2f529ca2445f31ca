import type { Seen } from '../seen.ts';

const EDGE = /^[\s╭╮╰╯┌┐└┘─━+-]+$/;
const ROW = /^\s*[│┃] (?<said>[^│┃]*) [│┃]\s*$/;

/**
 * What a terminal program writes into a box, as one line; undefined for what is in none. The box breaks a line in a word
 * as well as at a space, which it drops: both readings count.
 */
export function inBox(lines: readonly string[]): readonly Seen[] | undefined {
  const rows = lines.filter((line) => !EDGE.test(line)).map((line) => ROW.exec(line)?.groups?.said);
  if (rows.length < 2 || rows.includes(undefined)) return undefined;
  return ['', ' '].map((between) => ({ by: 'text', line: rows.join(between).trim() }));
}
