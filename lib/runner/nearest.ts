import leven from 'leven';

/** Largest edit distance of a suggestion. */
const NEAR = 3;

/** The known name that was meant: the shortest that begins so, or the most similar; undefined when none is near. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const begins = known.filter((name) => typed.length > 1 && name.startsWith(typed));
  const near = known.filter((name) => leven(name, typed) <= NEAR);
  return begins.sort((a, b) => a.length - b.length)[0] ?? near.sort((a, b) => leven(a, typed) - leven(b, typed))[0];
}
