import { RunbookError } from '../errors/runbook-error.ts';
import { duration, formatDuration } from '../wait/duration.ts';

/** How long closing one thing may take (real ms): what hangs must not keep a run from ending. */
const LIMIT = duration('30s');

interface Held {
  readonly what: string;
  readonly close: () => unknown;
}

/**
 * What has been opened, and how each is closed: newest first, each tried whatever became of the others.
 * @example
 * const opened = new Disposer();
 * opened.own('the connection', () => connection.close());
 * await opened.dispose();
 */
export class Disposer {
  readonly #held: Held[] = [];
  readonly #limit: number;

  /** @param limit real milliseconds for each thing; @default 30 s */
  constructor(limit: number = LIMIT) {
    this.#limit = limit;
  }

  /** @param what names the thing in errors: `the load`. @param close may be asynchronous, and may fail */
  own(what: string, close: () => unknown): void {
    this.#held.push({ what, close });
  }

  /** Close all. Never throws; a second call has nothing to do. @returns what failed: NOT_CLOSED, one error a thing */
  async dispose(): Promise<readonly RunbookError[]> {
    const errors: RunbookError[] = [];
    for (let held = this.#held.pop(); held; held = this.#held.pop()) {
      const error = await closed(held, this.#limit);
      if (error) errors.push(error);
    }
    return errors;
  }
}

async function closed({ what, close }: Held, limit: number): Promise<RunbookError | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<RunbookError>((resolve) => {
    const message = `${what} did not close within ${formatDuration(limit)}`;
    timer = setTimeout(() => resolve(new RunbookError('NOT_CLOSED', message)), limit);
  });
  try {
    return await Promise.race([late, Promise.resolve(close()).then(() => undefined)]);
  } catch (cause) {
    const evidence = [cause instanceof Error ? cause.message : String(cause)];
    return new RunbookError('NOT_CLOSED', `${what} could not be closed`, { cause, evidence });
  } finally {
    clearTimeout(timer);
  }
}
