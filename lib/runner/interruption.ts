import { RunbookError } from '../errors/runbook-error.ts';
import { EXIT } from './exit.ts';

/** Signals that end a run, with their errors. */
const SIGNALS = {
  SIGINT: () => new RunbookError('ABORTED', 'Interrupted'),
  SIGTERM: () => new RunbookError('ABORTED', 'Interrupted'),
  SIGHUP: () => new RunbookError('ABORTED', 'The terminal was closed'),
} as const;

/**
 * The event that `command()` emits when a write has no reader (`… | head`). Not SIGPIPE: after the last listener of a
 * signal is removed, Node restores the system's default, and the next such write would end the process.
 */
export const UNREAD = 'outputUnread';

/** One Ctrl-C may arrive twice within this time (real ms): npm and tsx forward it. */
const SAME = 500;

/** Ctrl-C and similar signals as an abort signal; a second one ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  stop(reason: RunbookError): void;
  dispose(): void;
}

/** @param lastWords before the process ends at once; must not wait for anything */
export function interruptible(lastWords?: () => void): Interruption {
  const controller = new AbortController();
  let began = Number.NEGATIVE_INFINITY;
  const handlers = Object.entries(SIGNALS).map(([name, reason]) => {
    const handler = (): void => {
      if (controller.signal.aborted && performance.now() - began > SAME) {
        lastWords?.();
        process.exit(EXIT.interrupted);
      }
      if (!controller.signal.aborted) began = performance.now();
      controller.abort(reason());
    };
    process.on(name, handler);
    return () => void process.off(name, handler);
  });
  const unread = (): void => controller.abort(new RunbookError('OUTPUT_CLOSED', 'The reader of the output has gone'));
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
