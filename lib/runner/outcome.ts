import { RunbookError } from '../errors.ts';

/** Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 130 ended by Ctrl-C. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const USAGE_CODES: ReadonlySet<string> = new Set(['USAGE', 'CONFIG_INVALID']);

export function exitCodeOf(error: RunbookError): number {
  if (error.code === 'ABORTED') return EXIT.interrupted;
  return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.failed;
}

/** Any thrown thing as an error that people can read. */
export function asRunbookError(error: unknown): RunbookError {
  if (error instanceof RunbookError) return error;
  const { code, message = String(error), stack } = error as { code?: string; message?: string; stack?: string };
  if (code?.startsWith('ERR_PARSE_ARGS'))
    return new RunbookError('USAGE', message, { cause: error, remedy: 'See --help.' });
  return new RunbookError('UNEXPECTED_ANSWER', message, {
    cause: error,
    evidence:
      stack
        ?.split('\n')
        .slice(1, 4)
        .map((line) => line.trim()) ?? [],
  });
}
