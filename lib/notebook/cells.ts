import { createConverter } from 'tslab/dist/converter.js';
import { createExecutor, type Executor } from 'tslab/dist/executor.js';
import { type Failure, failureOf, INTERRUPTED, refusalOf } from './failures.ts';

/** Executes cells and records why the last one failed. */
export interface Cells extends Executor {
  /** Undefined after a success. */
  readonly failure: Failure | undefined;
}

/**
 * tslab's converter and executor for the working directory. Errors, type errors and unhandled rejections, which tslab
 * only prints, count as failures.
 */
export function createCells(): Cells {
  const node = createConverter();
  const complaints: unknown[][] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  const executor = createExecutor(
    process.cwd(),
    { node, browser: node, close: () => node.close() },
    { log: (...values) => console.log(...values), error: (...values) => void complaints.push(values) },
  );
  let failure: Failure | undefined;
  let interrupted = false;
  const settle = (): boolean => {
    failure = unhandled.length > 0 ? failureOf(unhandled.splice(0)[0]) : undefined;
    return failure === undefined;
  };
  return {
    ...executor,
    get failure() {
      return failure;
    },
    async execute(source) {
      if (!settle()) return false;
      complaints.length = 0;
      interrupted = false;
      if (await executor.execute(source)) {
        await new Promise(setImmediate);
        return settle();
      }
      failure = interrupted ? INTERRUPTED : complaint(complaints);
      return false;
    },
    interrupt() {
      interrupted = true;
      executor.interrupt();
    },
    close() {
      process.off('unhandledRejection', onUnhandled);
      executor.close();
    },
  };
}

/**
 * tslab prints a thrown error as one value, and each diagnostic of the compiler with a format, a file and a position.
 */
function complaint(complaints: readonly unknown[][]): Failure {
  const [first = []] = complaints;
  if (first.length === 1) return failureOf(first[0]);
  return refusalOf(complaints.map(([, file, line, column, text]) => `${file}${line}:${column} ${text}`));
}
