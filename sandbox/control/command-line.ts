import { nearest } from '../core/nearest.ts';

/** An error in the command line. */
export class UsageError extends Error {
  /** The last line of the error: the command to type next. */
  readonly help: string;

  constructor(message: string, next: readonly string[] = ['--help']) {
    super(message);
    this.help = `npm run sandbox -- ${next.join(' ')}\n`;
  }
}

/** A usage error in a fault command; `fault list` helps more than `--help`. */
export class FaultMistake extends UsageError {
  constructor(message: string, next = ['fault', 'list']) {
    super(message, next);
  }
}

/** @throws UsageError for an unknown word, with the nearest known word */
export function oneOf<T>(table: Readonly<Record<string, T>>, word: string, before: readonly string[] = []): T {
  if (Object.hasOwn(table, word)) return table[word]!;
  const known = Object.keys(table);
  const near = nearest(word, known);
  const message = `Unknown command ${[...before, word].join(' ')}`;
  if (near === undefined) throw new UsageError(`${message}; choose one of: ${known.join(', ')}`);
  throw new UsageError(`${message}; did you mean ${near}?`, [...before, near]);
}

/** @throws UsageError for more words than the command takes */
export function atMost(count: number, words: readonly string[]): void {
  if (words.length > count) throw new UsageError(`Unexpected argument ${JSON.stringify(words[count])}`);
}

export const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
export const show = (json: boolean, value: unknown, text: string): void => print(json ? JSON.stringify(value) : text);
