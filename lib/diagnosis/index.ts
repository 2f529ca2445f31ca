export type { Cause } from './cause.ts';
export { CAUSES, diagnose, explained } from './diagnose.ts';
