import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Item } from '../../lib/ownership/inventory.ts';
import { line, remedyOf } from './left-over.ts';

/** A part of the cleanup that failed, with the step whose undo it is. */
export interface Failure {
  readonly step: string;
  readonly error: RunbookError;
}

/** Combines the failures and the remaining resources into one error, which has the code of the first failure. */
export function asOne(failures: readonly Failure[], left: readonly Item[], config: Config): RunbookError {
  const [first] = failures as readonly [Failure, ...Failure[]];
  const evidence = failures.flatMap(({ step, error }) => [
    `${step}: ${error.message}`,
    ...error.evidence.map((text) => `  ${text}`),
    ...(error.remedy === undefined ? [] : [`  → ${error.remedy}`]),
  ]);
  for (const item of left) evidence.push(`left: ${line(item)}`, `  → ${remedyOf(item, config)}`);
  const parts = failures.length === 1 ? '1 part' : `${failures.length} parts`;
  return new RunbookError(first.error.code, `${parts} of the cleanup failed`, {
    cause: first.error,
    evidence,
    remedy: 'npx tsx runbook/99-cleanup.ts',
    ...(first.error.diagnosis !== undefined && { diagnosis: first.error.diagnosis }),
  });
}
