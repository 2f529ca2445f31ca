export type { Cause } from './cause.ts';
export { CAUSES, diagnose, explained, knowCauses } from './diagnose.ts';
export { linesOf, refused, refusedBy, type Seen, type Speaker, seen } from './seen.ts';
