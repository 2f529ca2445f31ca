import { RunbookError } from '../errors/runbook-error.ts';
import { EXIT } from './outcome.ts';

/** What ends a run from outside, and how it is told. */
const SIGNALS = {
  SIGINT: () => new RunbookError('ABORTED', 'Interrupted'),
  SIGTERM: () => new RunbookError('ABORTED', 'Interrupted'),
  SIGHUP: () => new RunbookError('ABORTED', 'The terminal was closed'),
} as const;

/**
 * What `command()` emits when a write finds no reader (`… | head`). Not SIGPIPE: when the last listener of a signal goes,
 * Node restores what the system does with it, and the next write without a reader would end the process.
 */
export const UNREAD = 'outputUnread';

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
  let began = Number.NEGATIVE_INFINITY;
  const handlers = Object.entries(SIGNALS).map(([name, reason]) => {
    const handler = (): void => {
      if (controller.signal.aborted && performance.now() - began > SAME) process.exit(EXIT.interrupted);
      if (!controller.signal.aborted) began = performance.now();
      controller.abort(reason());
    };
    process.on(name, handler);
    return () => void process.off(name, handler);
  });
  const unread = (): void => controller.abort(new RunbookError('OUTPUT_CLOSED', 'Nobody reads the output any more'));
  process.on(UNREAD, unread);
  return {
    signal: controller.signal,
    stop: (reason) => controller.abort(reason),
    dispose: () => {
      for (const dispose of handlers) dispose();
      process.off(UNREAD, unread);
    },
  };
}
