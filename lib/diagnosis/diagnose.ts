import { RunbookError } from '../errors.ts';
import type { Cause } from './cause.ts';
import { cloud } from './cloud.ts';
import { metrics } from './metrics.ts';
import { modelServer } from './model-server.ts';
import { passing } from './passing.ts';
import { pods } from './pods.ts';

/** In order of precedence: the first that matches any line of the evidence is the cause. */
export const CAUSES: readonly Cause[] = [...cloud, ...pods, ...metrics, ...modelServer, ...passing];

/** The first known cause that the evidence shows. */
export function diagnose(evidence: readonly string[]): Cause | undefined {
  return CAUSES.find(({ pattern }) => evidence.some((line) => pattern.test(line)));
}

/** The same error with its cause named, as far as its evidence (and what else was seen) shows one. */
export function explained(error: RunbookError, seen: readonly string[] = []): RunbookError {
  if (error.diagnosis !== undefined) return error;
  const evidence = [...new Set([...error.evidence, ...seen])];
  const cause = diagnose([...evidence, error.message]);
  const message = cause ? `${error.message}: ${cause.sentence}` : error.message;
  const remedy = cause?.remedy ?? error.remedy;
  return new RunbookError(error.code, message, {
    evidence,
    cause: error.cause,
    ...(remedy !== undefined && { remedy }),
    ...(cause && { diagnosis: cause.code }),
  });
}
