import { RunbookError } from '../errors/runbook-error.ts';
import { colours, formatError } from '../log/format.ts';

/** Why a cell failed, as Jupyter's protocol has it. */
export interface Failure {
  readonly ename: string;
  /** In one line. */
  readonly evalue: string;
  /** What a reader is shown. */
  readonly traceback: readonly string[];
}

/** Below this line of a stack lies the kernel. */
const KERNEL = /\(node:vm:/;

/** What a cell threw. An error that was foreseen shows its evidence and its remedy, any other where it came from. */
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

/** What a cell fails with when the reader interrupts it. */
export const INTERRUPTED = failureOf(
  new RunbookError('ABORTED', 'Interrupted', {
    remedy: 'What was going on has ended, the load too. Run the cell again, or go on with another.',
  }),
);

/** What the compiler says of a cell. */
export function refusalOf(diagnostics: readonly string[]): Failure {
  return { ename: 'TypeScript', evalue: diagnostics[0] ?? 'The cell does not compile', traceback: diagnostics };
}
