import { RunbookError } from '../errors/runbook-error.ts';
import { duration, formatDuration } from '../wait/duration.ts';

/** Time limit to close one resource (real ms), so that a run ends even if one hangs. */
const LIMIT = duration('30s');

interface Held {
  readonly what: string;
  readonly close: () => unknown;
}

/**
 * Closes opened resources, newest first, and continues after errors.
 * @example
 * const opened = new Disposer();
 * opened.own('The connection', () => connection.close());
 * await opened.dispose();
 */
export class Disposer {
  readonly #held: Held[] = [];
  readonly #limit: number;

  /** @param limit real milliseconds per resource; @default 30 s */
  constructor(limit: number = LIMIT) {
    this.#limit = limit;
  }

  /** @param what the resource's name in errors: `The load`. @param close may be asynchronous and may fail */
  own(what: string, close: () => unknown): void {
    this.#held.push({ what, close });
  }

  /** Close all resources. Never throws. @returns one NOT_CLOSED error per failed resource */
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
