import { FILE_ERRORS } from '../errors/file-error.ts';
import { type ErrorCode, RunbookError } from '../errors/runbook-error.ts';
import { EXIT } from './exit.ts';
import { asNetworkError } from './network.ts';

const EXIT_CODES: Partial<Readonly<Record<ErrorCode, number>>> = {
  ABORTED: EXIT.interrupted,
  CONFIG_INVALID: EXIT.usage,
  OUTPUT_CLOSED: EXIT.unread,
  USAGE: EXIT.usage,
};

export function exitCodeOf({ code }: RunbookError): number {
  return EXIT_CODES[code] ?? EXIT.failed;
}

/** The same command fails again until the remedy is done. */
const REMEDY_FIRST: ReadonlySet<ErrorCode> = new Set([
  'CLUSTER_UNUSABLE',
  'CONFIG_INVALID',
  'NOT_DONE',
  'SCALED_TO_ZERO',
  'USAGE',
]);

export const needsRemedyFirst = ({ code }: RunbookError): boolean => REMEDY_FIRST.has(code);

const TELL = 'Run the command again with DEBUG=1, and report the output to the maintainers of this project.';

/** Any thrown value as a RunbookError; an unknown error counts as a bug of this project. */
export function asRunbookError(error: unknown): RunbookError {
  if (error instanceof RunbookError) return error;
  const { message = String(error), path, code: given } = (error ?? {}) as NodeJS.ErrnoException;
  // The code of a DOMException is a number.
  const code = String(given ?? '');
  if (code.startsWith('ERR_PARSE_ARGS')) return new RunbookError('USAGE', message, { cause: error });
  const refusal = FILE_ERRORS[code];
  if (refusal) {
    const told = path === undefined ? message : `${path}: ${refusal.why}`;
    const remedy = path === undefined ? {} : { remedy: refusal.remedy(path) };
    return new RunbookError('ENVIRONMENT', told, { cause: error, ...remedy });
  }
  const network = asNetworkError(error);
  if (network) return network;
  const name = error instanceof Error ? error.name : typeof error;
  return new RunbookError('INTERNAL', `Internal error: ${name}: ${message}`, {
    cause: error,
    evidence: ['This is a bug of vllm-tpu-runbook.'],
    remedy: TELL,
  });
}
