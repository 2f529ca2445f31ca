import { RunbookError } from '../errors/runbook-error.ts';
import type { Cause } from './cause.ts';
import { cloud } from './cloud.ts';
import { metrics } from './metrics.ts';
import { modelServer } from './model-server.ts';
import { passing } from './passing.ts';
import { pods } from './pods.ts';
import { linesOf, type Seen } from './seen.ts';

/** In order of precedence: the first one that matches any line of evidence is the cause. */
export const CAUSES: readonly Cause[] = [...cloud, ...pods, ...metrics, ...modelServer, ...passing];

const own: Cause[] = [];

/** Register a runbook's own causes in this process; they precede the general ones. */
export function knowCauses(causes: readonly Cause[] = []): void {
  own.push(...causes.filter((cause) => !own.includes(cause)));
}

/** The first known cause that matches the evidence. */
export function diagnose(evidence: readonly Seen[]): Cause | undefined {
  return [...own, ...CAUSES].find((cause) => evidence.some((line) => shows(line, cause)));
}

function shows({ by, line, kind }: Seen, { by: speakers, pattern, kinds }: Cause): boolean {
  if (!speakers.includes(by)) return false;
  return pattern?.test(line) === true || (kind !== undefined && kinds?.includes(kind) === true);
}

/** The same error with more evidence, and with its cause where the evidence shows one. */
export function explained(error: RunbookError, evidence: readonly Seen[] = []): RunbookError {
  if (error.diagnosis !== undefined) return error;
  const cause = diagnose(evidence);
  const message = cause ? `${error.message}: ${cause.sentence}` : error.message;
  const remedy = cause?.remedy ?? error.remedy;
  return new RunbookError(error.code, message, {
    evidence: [...new Set([...error.evidence, ...linesOf(evidence)])],
    cause: error.cause,
    ...(remedy !== undefined && { remedy }),
    ...(cause && { diagnosis: cause.code }),
  });
}
