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

/** What is asserted stands in the program, in the line before. */
function asserted(line: string, texts: readonly { readonly text: string }[]): string {
  for (const { text } of texts) {
    const all = text.split('\n').map((one) => logLine(one).text.trim());
    const before = all.slice(0, all.indexOf(line)).findLast((one) => !MARKS.test(one));
    if (all.includes(line) && before?.startsWith('assert ')) return `: ${before}`;
  }
  return '';
}

/** Messages that a terminal or a box wraps, by how they begin and end. Their values stand in single quotes. */
const WRAPPED: readonly (readonly [first: RegExp, whole: RegExp])[] = [
  // huggingface_hub, utils/_validators.py
  [/\bRepo id must be in the form\b/, /\bRepo id must be in the form\b.*\bif needed\b/],
];
const MOST_WRAPPED = 6;
const ROW = /^\s*[│┃] ?(?<said>.*?)\s*[│┃]?\s*$/;

/** The text with each wrapped message in one line, out of its box. */
export function unwrapped(text: string): string {
  if (!WRAPPED.some(([first]) => first.test(text))) return text;
  const lines = text.split('\n');
  const read: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const found = wholeAt(lines, at);
    read.push(found?.line ?? lines[at]!);
    at += found?.more ?? 0;
  }
  return read.join('\n');
}

/** The whole message that begins in a line, and in how many more lines it ends. */
function wholeAt(lines: readonly string[], at: number): { readonly line: string; readonly more: number } | undefined {
  const [first, whole] = WRAPPED.find(([first]) => first.test(lines[at]!)) ?? [];
  if (!first || !whole || whole.test(lines[at]!)) return undefined;
  let line = outOfBox(lines[at]!);
  for (const [more, next] of lines
    .slice(at + 1, at + MOST_WRAPPED)
    .map(outOfBox)
    .entries()) {
    // A value breaks in a word, other words at a space.
    const isInValue = line.slice(line.search(first)).split("'").length % 2 === 0;
    line = `${line}${isInValue ? '' : ' '}${next}`;
    if (whole.test(line)) return { line, more: more + 1 };
  }
  return undefined;
}

const outOfBox = (line: string): string => (ROW.exec(line)?.groups?.said ?? line).trim();

function following(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const line of lines.map((one) => logLine(one).text.trim())) {
    if (isException(line) || !/^['"(]?[a-z]/.test(line)) break;
    found.push(line);
    if (!GOES_ON.test(line)) break;
  }
  return found;
}
