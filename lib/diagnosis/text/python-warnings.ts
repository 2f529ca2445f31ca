import { logLine } from './log-line.ts';

/** Python's module `warnings` prints the place, the kind and the message, then the line of source, indented by two. */
const OPENS = /^\S+\.py:\d+: \w*Warning: /;
const SOURCE = /^ {2}\S/;
const MOST = 10;

/** The indexes of the lines that continue such a warning, whose message may have several lines. */
export function continuations(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [at, line] of lines.entries()) {
    if (!line.includes('Warning: ') || !OPENS.test(logLine(line).text)) continue;
    const rest = lines.slice(at + 1, at + 1 + MOST).map(logLine);
    const end = rest.findIndex(({ text, level }) => SOURCE.test(text) || level !== undefined);
    if (end >= 0 && SOURCE.test(rest[end]!.text)) for (let next = 0; next <= end; next += 1) found.add(at + 1 + next);
  }
  return found;
}
