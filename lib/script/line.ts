import type { Words } from '../command/command.ts';
import { word } from './word.ts';

/** A longer command has a line for each flag. */
const WIDTH = 110;

export interface LineOptions {
  readonly indent: string;
  /** Text before the command: `if `. */
  readonly before?: string;
  /** A redirection, or `; then`. */
  readonly behind?: string;
  /** A command that the first one runs, on its own lines. */
  readonly runs?: Words;
}

/** One command of a script. */
export function line(words: Words, { indent, before = '', behind = '', runs = [] }: LineOptions): string {
  const whole = joined([...words, ...runs].map(word), behind);
  if (indent.length + before.length + whole.length <= WIDTH) return indent + before + whole;
  const groups = runs.length > 0 ? [words.map(word).join(' '), ...flagged(runs)] : flagged(words);
  const [redirection = '', end = ''] = behind.split(/(?=; then$)/);
  const lines = redirection.startsWith(';') ? groups : [...groups, ...(redirection === '' ? [] : [redirection])];
  const tail = redirection.startsWith(';') ? redirection : end;
  return indent + before + lines.join(` \\\n${indent}    `) + tail;
}

function joined(texts: readonly string[], behind: string): string {
  return behind === '' || behind.startsWith(';') ? texts.join(' ') + behind : `${texts.join(' ')} ${behind}`;
}

/** The words in groups that each begin with a flag; the values of a flag follow it. */
function flagged(words: Words): readonly string[] {
  const groups: string[] = [];
  for (const one of words) {
    if (one.startsWith('-') || groups.length === 0) groups.push(word(one));
    else groups[groups.length - 1] += ` ${word(one)}`;
  }
  return groups;
}
