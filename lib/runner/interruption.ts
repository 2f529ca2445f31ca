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

/** One Ctrl-C may come twice: from the terminal, and from npm or tsx, which pass it on (real ms). */
const SAME = 500;

/** Ctrl-C and its like as an abort signal; a second one ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  stop(reason: RunbookError): void;
  dispose(): void;
}

export function interruptible(): Interruption {
  const controller = new AbortController();
  let came: number | undefined;
  const handlers = Object.entries(SIGNALS).map(([name, reason]) => {
    const handler = (): void => {
      const before = came;
      came = performance.now();
      // Every later write finds no reader either.
      const again = name !== 'SIGPIPE' && before !== undefined && came - before > SAME;
      if (controller.signal.aborted && again) process.exit(EXIT.interrupted);
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
