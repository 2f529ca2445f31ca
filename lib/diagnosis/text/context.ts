import { isException, isProgram } from './exceptions.ts';

/** A refusal of a few words, such as `Access denied.`. */
const SHORT = /^[A-Za-z' ]{1,30}[.!]?$/;
/** A message that a terminal or its author broke into lines ends with a word or a comma. */
const GOES_ON = /[\w,]$/;
const MOST_LINES = 3;

/**
 * A line as evidence without a known cause: a refusal of a few words with the line before it, which says of what; the
 * message of an exception with the lines on which it goes on.
 * @param shown the other lines of the evidence, which are not repeated
 */
export function inContext(line: string, shown: readonly string[], texts: readonly { readonly text: string }[]): string {
  if (!SHORT.test(line) && !(isException(line) && GOES_ON.test(line))) return line;
  for (const { text } of texts) {
    const all = text.split('\n').map((one) => one.trim());
    const at = all.indexOf(line);
    if (at < 0) continue;
    const others = (one: string | undefined): boolean => one !== undefined && one !== '' && !shown.includes(one);
    if (SHORT.test(line)) return others(all[at - 1]) ? `${all[at - 1]} ${line}` : line;
    return [line, ...rest(all.slice(at + 1), others)].join(' ');
  }
  return line;
}

/** The lines on which a message goes on. */
function rest(after: readonly string[], isNew: (line: string) => boolean): readonly string[] {
  const found: string[] = [];
  for (const line of after.slice(0, MOST_LINES)) {
    if (!isNew(line) || isException(line) || isProgram(line)) break;
    found.push(line);
    if (!GOES_ON.test(line)) break;
  }
  return found;
}
