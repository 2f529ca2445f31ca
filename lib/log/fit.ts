import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** How a text is made to fit the terminal's width: at its spaces, as a shell command, as a row of a table, cut, or not at all. */
export type Fit = 'wrap' | 'command' | 'row' | 'cut' | 'none';

const ELLIPSIS = '…';
/** The indent of a continued line. */
const HANGING = 4;
/** The cells of the mark of a continued command, and where a long word may be broken. */
const CONTINUED = 2;
const JOINTS = '/,=';
/** The narrowest text that is wrapped; a longer word passes the edge, so that it can be copied. */
const NARROWEST = 20;

/** A line with a command to type, alone or after `→` and a few words with a colon. */
const COMMAND =
  /^ *(?:→ )?(?:[^:'"]{1,60}: )?(?:[A-Z][A-Z_]*=\S+ )*(?:npm (?:run|start|install|ci)|npx tsx|(?:gcloud|kubectl|curl) \S.* -)/;

const FITS: Readonly<Record<Fit, (line: string, columns: number, hanging: number) => string>> = {
  none: (line) => line,
  cut,
  row,
  wrap: (line, columns, more) => {
    if (COMMAND.test(line)) return FITS.command(line, columns, more);
    const [indent = ''] = /^ */.exec(line) ?? [];
    const hanging = indent + ' '.repeat(more);
    const [first = '', ...others] = wrapped(line.slice(indent.length), columns - indent.length);
    if (others.length === 0) return indent + first;
    const rest = wrapped(others.join(' '), columns - hanging.length);
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
      if (width(longer) + CONTINUED <= columns) lines[lines.length - 1] = longer;
      else lines.push(`${indent}${' '.repeat(HANGING)}${word}`);
    }
    return lines.map((one) => broken(one, columns - CONTINUED)).join(' \\\n');
  },
};

/** A text in lines that fit. @param columns undefined: the output has no width. @param hanging the indent of a continued line */
export function fit(text: string, how: Fit, columns: number | undefined, hanging = HANGING): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .map((line) => FITS[how](line, columns, hanging))
    .join('\n');
}

/** The cells that a text takes. */
export const width = (text: string): number => stringWidth(text);

/** A line of at most `columns` cells, with an ellipsis where it is cut. */
export function cut(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  const whole = sliceAnsi(line, 0, Math.max(0, columns - 1));
  // A wide character at the edge counts for its first cell only.
  return `${width(whole) < columns ? whole : sliceAnsi(line, 0, Math.max(0, columns - 2))}${ELLIPSIS}`;
}

/** Cells for the last column of a row: `AGE`, `10m15s`. */
const LAST_CELL = 6;
/** kubectl puts three spaces between two columns; a row can do with one. */
const GAPS = [0, 1, 2] as const;

/** A row of a table that kubectl prints line by line: every gap loses the same number of spaces, so columns stay aligned. */
export function row(line: string, columns: number): string {
  const narrower = GAPS.map((less) => line.replace(/(?<=\S) {3,}(?=\S)/g, (gap) => gap.slice(less)));
  const fits = narrower.find((one) => width(one.replace(/(?<=\S {1,})\S+$/, '')) + LAST_CELL <= columns);
  return cut(fits ?? narrower.at(-1)!, columns);
}

/** A long word of a command goes on in the first column of the next line: the shell joins the two parts. */
function broken(line: string, columns: number): string {
  if (width(line) <= columns || columns < NARROWEST || line.includes("'")) return line;
  const at = Math.max(...[...JOINTS].map((joint) => line.lastIndexOf(joint, columns - 1)));
  return at <= HANGING ? line : `${line.slice(0, at + 1)}\\\n${broken(line.slice(at + 1), columns)}`;
}

function wrapped(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(NARROWEST, columns)).split('\n');
}
