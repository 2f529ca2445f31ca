import { isException } from './exceptions.ts';
import { logLine } from './log-line.ts';

/** So many lines of a message are shown. */
const MOST = 4;

/** An exception whose message goes on in the next lines of the text, as one line: code and libraries wrap messages. */
export function completed(line: string, texts: readonly { readonly text: string }[]): string {
  if (!isException(line) || !/[\w,]$/.test(line)) return line;
  for (const { text } of texts) {
    const all = text.split('\n');
    const at = all.findIndex((one) => one.trimEnd().endsWith(line));
    if (at === -1) continue;
    const next = all.slice(at + 1, at + MOST).map((one) => logLine(one).text.trim());
    const end = next.findIndex((one) => isException(one) || !/^['"(]?[a-z]/.test(one));
    return [line, ...next.slice(0, end === -1 ? next.length : end)].join(' ');
  }
  return line;
}
