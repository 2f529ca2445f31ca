import { RunbookError } from '../errors/runbook-error.ts';
import { colours, formatError } from '../log/format.ts';

/** The failure of a cell in Jupyter's protocol. */
export interface Failure {
  readonly ename: string;
  /** The message, in one line. */
  readonly evalue: string;
  /** The lines that a reader sees. */
  readonly traceback: readonly string[];
}

/** The stack below this line belongs to the kernel. */
const KERNEL = /\(node:vm:/;

/** The failure of a thrown value: a RunbookError shows its evidence and remedy, any other error its stack. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof RunbookError) {
    return { ename: thrown.code, evalue: thrown.message, traceback: formatError(thrown, colours).split('\n') };
  }
  const { name, message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const trace = stack.split('\n').filter((line) => line.startsWith('    at '));
  const kernel = trace.findIndex((line) => KERNEL.test(line));
  const own = kernel < 0 ? trace : trace.slice(0, kernel);
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`, ...own] };
}

/** The failure of an interrupted cell. */
export const INTERRUPTED = failureOf(
  new RunbookError('ABORTED', 'Interrupted', {
    remedy: 'The cell and the load were stopped. Run this cell again, or another one.',
  }),
);

/** The failure of a cell that does not compile. */
export function refusalOf(diagnostics: readonly string[]): Failure {
  return { ename: 'TypeScript', evalue: diagnostics[0] ?? 'The cell does not compile', traceback: diagnostics };
}
