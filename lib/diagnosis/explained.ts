import { RunbookError } from '../errors/runbook-error.ts';
import { findings } from './find.ts';
import { linesOf, type Seen } from './seen.ts';

/** The same error with more evidence, and with its causes where the evidence shows them. */
export function explained(error: RunbookError, evidence: readonly Seen[] = []): RunbookError {
  if (error.diagnosis !== undefined) return error;
  const [cause, ...more] = findings(evidence);
  const remedy = cause?.remedy ?? error.remedy;
  const also = more.map(({ sentence, remedy: other }) => `also: ${sentence}. ${other}`);
  return new RunbookError(error.code, cause ? `${error.message}: ${cause.sentence}` : error.message, {
    evidence: [...new Set([...error.evidence, ...linesOf(evidence), ...also])],
    cause: error.cause,
    ...(remedy !== undefined && { remedy }),
    ...(cause && { diagnosis: cause.code }),
  });
}
