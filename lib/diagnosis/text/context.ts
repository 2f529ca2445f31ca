/** A refusal of a few words, such as `Access denied.`. */
const SHORT = /^[A-Za-z' ]{1,30}[.!]?$/;

/**
 * A refusal of a few words with the line before it, which says of what.
 * @param shown the other lines of the evidence, which are not repeated
 */
export function inContext(line: string, shown: readonly string[], texts: readonly { readonly text: string }[]): string {
  if (!SHORT.test(line)) return line;
  for (const { text } of texts) {
    const all = text.split('\n').map((one) => one.trim());
    const before = all[all.indexOf(line) - 1];
    if (before && !shown.includes(before)) return `${before} ${line}`;
  }
  return line;
}
