export type { Cause, Confidence } from './cause.ts';
export { CAUSES } from './causes/index.ts';
export { explained } from './explained.ts';
export { diagnose, type Finding, findings, knowCauses } from './find.ts';
export { linesOf, refused, refusedBy, type Seen, type Speaker, seen } from './seen.ts';
export { type Diagnosis, diagnoseText, diagnoseTexts, type NamedText } from './text/diagnose-text.ts';
