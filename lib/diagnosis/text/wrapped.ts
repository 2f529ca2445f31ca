import { isException } from './exceptions.ts';
import { logLine } from './log-line.ts';

/** So many lines of a message are shown. */
const MOST = 4;
/** A line that is not the last one of its sentence. */
const GOES_ON = /[\w,]$/;

/** An exception that says nothing, and what marks a place in the line above. */
const BARE = /^AssertionError:?$/;
const MARKS = /^[~^ ]*$/;

/** A line that ends with a comma, or an exception, whose message goes on in the next lines of the text, as one line. */
export function completed(line: string, texts: readonly { readonly text: string }[]): string {
  if (BARE.test(line)) return `${line}${asserted(line, texts)}`;
  if (!line.endsWith(',') && !(isException(line) && GOES_ON.test(line))) return line;
  for (const { text } of texts) {
    const all = text.split('\n');
    const at = all.findIndex((one) => one.trimEnd().endsWith(line));
    if (at === -1) continue;
    return [line, ...following(all.slice(at + 1, at + MOST))].join(' ');
  }
  return line;
}

const bare = (line: string): string => logLine(line).text.trim();

/** What is asserted stands in the program, in the line before. */
function asserted(line: string, texts: readonly { readonly text: string }[]): string {
  for (const { text } of texts) {
    const all = text.split('\n');
    const at = all.findIndex((one) => one.includes(line) && bare(one) === line);
    const before = all.slice(Math.max(0, at - MOST), Math.max(0, at)).map(bare);
    const asked = before.findLast((one) => !MARKS.test(one));
    if (asked?.startsWith('assert ')) return `: ${asked}`;
  }
  return '';
}

function following(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const line of lines.map(bare)) {
    if (isException(line) || !/^['"(]?[a-z]/.test(line)) break;
    found.push(line);
    if (!GOES_ON.test(line)) break;
  }
  return found;
}
