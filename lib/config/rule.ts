/** How to check and parse a variable's text. */
export interface Rule<T> {
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** The typed value; undefined for an invalid text. */
  parse(text: string): T | undefined;
  /** A valid text close to an invalid one. */
  suggest?(text: string): string | undefined;
}

/**
 * A rule: text that matches a pattern and an optional further test.
 * @param expected completes the sentence "expected …"
 * @example
 * text(/^[a-z-]+$/, 'small letters and hyphens')
 */
export function text(pattern: RegExp, expected: string, accepts: (text: string) => boolean = () => true): Rule<string> {
  const parse = (value: string): string | undefined => (pattern.test(value) && accepts(value) ? value : undefined);
  const suggest = (value: string): string | undefined => parse(tidied(value));
  return { expected, parse, suggest };
}

/**
 * A rule: a whole number within bounds, both included.
 * @example
 * integer(1, 100)
 */
export function integer(min: number, max: number): Rule<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse: (value) => (/^\d{1,15}$/.test(value) && +value >= min && +value <= max ? Number(value) : undefined),
  };
}

export function positiveNumber(): Rule<number> {
  return {
    expected: 'a number above 0',
    parse: (value) => (/^\d{1,15}(\.\d{1,6})?$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
  };
}

/**
 * A rule: one of several words.
 * @example
 * oneOf('small', 'large')
 */
export function oneOf<const T extends string>(...choices: readonly T[]): Rule<T> {
  return {
    expected: `one of ${choices.join(', ')}`,
    parse: (value) => choices.find((choice) => choice === value),
    suggest: (value) => choices.find((choice) => distance(value.trim().toLowerCase(), choice) < choice.length / 2),
  };
}

/** Corrects common slips in cloud names: capitals, spaces, underscores, a pasted `gs://`, a slash at the end. */
function tidied(value: string): string {
  return value
    .trim()
    .replace(/^gs:\/\//, '')
    .replace(/\/+$/, '')
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}

/** The Levenshtein distance of two words. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1]! + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
