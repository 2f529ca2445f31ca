import { RunbookError } from '../errors.ts';
import { EXIT } from './outcome.ts';

/** What ends a run from outside, and how it is told. */
const SIGNALS = {
  SIGINT: () => new RunbookError('ABORTED', 'Interrupted'),
  SIGTERM: () => new RunbookError('ABORTED', 'Interrupted'),
  SIGHUP: () => new RunbookError('ABORTED', 'The terminal was closed'),
  // Node ignores the signal itself: `command()` sends it when a write finds no reader.
  SIGPIPE: () => new RunbookError('OUTPUT_CLOSED', 'Nobody reads the output any more'),
} as const;

/** Ctrl-C and its like as an abort signal; a second one ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  stop(reason: RunbookError): void;
  dispose(): void;
}

export function interruptible(): Interruption {
  const controller = new AbortController();
  const handlers = Object.entries(SIGNALS).map(([name, reason]) => {
    const handler = (): void => {
      // Every later write finds no reader either.
      if (controller.signal.aborted && name !== 'SIGPIPE') process.exit(EXIT.interrupted);
      controller.abort(reason());
    };
    process.on(name, handler);
    return () => void process.off(name, handler);
  });
  return {
    signal: controller.signal,
    stop: (reason) => controller.abort(reason),
    dispose: () => {
      for (const dispose of handlers) dispose();
    },
  };
}
