import { quoted } from '../command/command.ts';
import type { Config } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Log } from './entry.ts';

/** Remedies by the code of a known cause. */
export type Remedies = Readonly<Record<string, string>>;

/** What a remedy can be completed with. */
export interface Advice {
  readonly remedies: Remedies;
  /** The run's variables; a remedy's `$CLUSTER_NAME` becomes its value. */
  readonly config?: Config | undefined;
}

/** The same log with a runbook's remedies for known causes, and complete commands. */
export function advising(log: Log, advice: () => Advice): Log {
  return {
    write: (entry, by) => {
      if (entry.kind === 'error') return log.write({ ...entry, error: advised(entry.error, advice()) }, by);
      if (entry.kind === 'cause') {
        const { remedies, config } = advice();
        return log.write({ ...entry, remedy: completed(remedies[entry.code] ?? entry.remedy, config) }, by);
      }
      return log.write(entry, by);
    },
  };
}

/** The same error with the runbook's remedy for its cause, with complete commands. */
export function advised(error: RunbookError, { remedies, config }: Advice): RunbookError {
  const { code, message, evidence, cause, diagnosis } = error;
  const given = (diagnosis && remedies[diagnosis]) ?? error.remedy;
  const remedy = given === undefined ? undefined : completed(given, config);
  if (remedy === undefined || remedy === error.remedy) return error;
  return new RunbookError(code, message, { evidence, cause, ...(diagnosis && { diagnosis }), remedy });
}

/** A text with the values of the variables that it names. Secrets keep their names. */
export function completed(text: string, config: Config | undefined): string {
  const values: Readonly<Record<string, unknown>> = { ...config };
  return text.replace(/"\$([A-Z_]+)"|\$([A-Z_]+)\b/g, (whole, inQuotes?: string, bare?: string) => {
    const value = values[inQuotes ?? bare!];
    if (typeof value !== 'string' && typeof value !== 'number') return whole;
    // Inside other quotes the value stands as it is.
    return inQuotes === undefined ? String(value) : quoted(String(value));
  });
}
