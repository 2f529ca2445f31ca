import { inspect } from 'node:util';
import { envFile } from '../config/folders.ts';
import { typedVariables } from '../config/index.ts';
import { formatError, plain } from '../log/format.ts';
import { thisCommand } from './invocation.ts';
import { withNext } from './next.ts';
import { asRunbookError, exitCodeOf } from './outcome.ts';

/** Print the error of a command on standard error; its last line is the next command to type. @returns the exit code */
export function tell(error: unknown): number {
  const known = asRunbookError(error);
  const next =
    known.code === 'USAGE' ? thisCommand(['--help']) : `${typedVariables(process.env, envFile())}${thisCommand()}`;
  console.error(formatError(withNext(known, next), plain));
  if (process.env.DEBUG) console.error(inspect(known));
  return exitCodeOf(known);
}
