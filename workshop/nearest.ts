import leven from 'leven';

/** Largest edit distance of a suggestion. */
const NEAR = 3;

/** The known name that is most like a misspelt one; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [near] = known.toSorted((a, b) => leven(a, name) - leven(b, name));
  return near !== undefined && leven(near, name) <= NEAR ? near : undefined;
}

/** `; did you mean quota?`, or nothing. */
export const didYouMean = (near: string | undefined): string => (near === undefined ? '' : `; did you mean ${near}?`);
