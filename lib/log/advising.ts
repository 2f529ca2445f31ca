import { RunbookError } from '../errors/runbook-error.ts';
import type { Log } from './entry.ts';

/** Remedies by the code of a known cause. */
export type Remedies = Readonly<Record<string, string>>;

/** The same log with a runbook's remedies for known causes. */
export function advising(log: Log, remedies: () => Remedies): Log {
  return {
    write: (entry, by) => {
      if (entry.kind === 'error') return log.write({ ...entry, error: advised(entry.error, remedies()) }, by);
      if (entry.kind === 'cause') return log.write({ ...entry, remedy: remedies()[entry.code] ?? entry.remedy }, by);
      return log.write(entry, by);
    },
  };
}

/** The same error with the runbook's remedy for its cause. */
export function advised(error: RunbookError, remedies: Remedies): RunbookError {
  const { code, message, evidence, cause, diagnosis } = error;
  const remedy = diagnosis && remedies[diagnosis];
  if (!remedy || !diagnosis) return error;
  return new RunbookError(code, message, { evidence, cause, diagnosis, remedy });
}
