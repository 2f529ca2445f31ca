import stringWidth from 'fast-string-truncated-width';
import { wrapAnsi } from 'fast-wrap-ansi';

/** How a text is made to fit the terminal's width: at its spaces, as a shell command, cut, or not at all. */
export type Fit = 'wrap' | 'command' | 'cut' | 'none';

const ELLIPSIS = '…';
const RESET = '\u001b[0m';
/** The indent of a continued line. */
const HANGING = 4;
/** The narrowest text that is wrapped; a longer word passes the edge, so that it can be copied. */
const NARROWEST = 20;

const FITS: Readonly<Record<Fit, (line: string, columns: number) => string>> = {
  none: (line) => line,
  cut,
  wrap: (line, columns) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    const hanging = indent + ' '.repeat(HANGING);
    const [first = '', ...more] = wrapped(line.slice(indent.length), columns - indent.length);
    if (more.length === 0) return indent + first;
    const rest = wrapped(more.join(' '), columns - hanging.length);
    return [indent + first, ...rest.map((one) => hanging + one)].join('\n');
  },
  // A backslash continues a command: the lines can be copied as they are.
  command: (line, columns) => {
    if (width(line) <= columns) return line;
    const [indent = ''] = /^ */.exec(line) ?? [];
    const [first = '', ...words] = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
    const lines = [indent + first];
    for (const word of words) {
      const longer = `${lines.at(-1)} ${word}`;
      if (width(longer) + 2 <= columns) lines[lines.length - 1] = longer;
      else lines.push(`${indent}${' '.repeat(HANGING)}${word}`);
    }
    return lines.join(' \\\n');
  },
};

/** A text in lines that fit. @param columns undefined: the output has no width */
export function fit(text: string, how: Fit, columns: number | undefined): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .map((line) => FITS[how](line, columns))
    .join('\n');
}

/** The cells that a text takes. */
export function width(text: string): number {
  return stringWidth(text).width;
}

/** A line of at most `columns` cells, with an ellipsis where it is cut. */
export function cut(line: string, columns: number): string {
  const { index, ellipsed } = stringWidth(line, { limit: Math.max(1, columns), ellipsis: ELLIPSIS });
  if (!ellipsed) return line;
  return `${line.slice(0, index).trimEnd()}${ELLIPSIS}${line.includes('\u001b') ? RESET : ''}`;
}

function wrapped(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(NARROWEST, columns)).split('\n');
}
