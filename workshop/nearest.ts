export { nearest } from '../lib/runner/nearest.ts';

/** `; did you mean quota?`, or nothing. */
export const didYouMean = (near: string | undefined): string => (near === undefined ? '' : `; did you mean ${near}?`);
