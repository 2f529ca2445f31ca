import { inspect } from 'node:util';
import { formatError, plain } from '../log/format.ts';
import { asRunbookError, exitCodeOf } from './outcome.ts';

/** Print the error of a command on standard error. @returns the exit code */
export function tell(error: unknown): number {
  const known = asRunbookError(error);
  console.error(formatError(known, plain));
  if (process.env.DEBUG) console.error(inspect(known));
  return exitCodeOf(known);
}
