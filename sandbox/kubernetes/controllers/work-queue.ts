import type { Clock, Timer } from '../../core/clock.ts';

export interface WorkQueueOptions {
  readonly clock: Clock;
  reconcile(key: string, requeueAfter: (delay: number) => void): void | Promise<void>;
  onError(key: string, error: unknown): void;
}

/** client-go's default rate limiter: 5 ms doubled with each failure in a row, up to 1,000 s. */
const FIRST_RETRY = 5;
const LONGEST_RETRY = 1_000_000;

/**
 * Keys that wait for a reconciliation, as in client-go: a key waits once however often it is added, is never worked on
 * twice at the same time, and comes back later and later while it fails.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Set<string>();
  readonly #working = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #later = new Map<string, { due: number; timer: Timer }>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#waiting.add(key);
    this.#timer ??= this.#options.clock.setTimeout(() => this.#drain(), 0);
  }

  /** Add the key after `delay` simulated ms, unless it is to be added earlier anyway. */
  addAfter(key: string, delay: number): void {
    if (this.#stopped) return;
    const due = this.#options.clock.now() + delay;
    const known = this.#later.get(key);
    if (known && known.due <= due) return;
    known?.timer.cancel();
    const timer = this.#options.clock.setTimeout(() => {
      this.#later.delete(key);
      this.add(key);
    }, delay);
    this.#later.set(key, { due, timer });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const { timer } of this.#later.values()) timer.cancel();
    this.#later.clear();
    this.#waiting.clear();
  }

  #drain(): void {
    this.#timer = undefined;
    const batch = [...this.#waiting].filter((key) => !this.#working.has(key));
    for (const key of batch) {
      this.#waiting.delete(key);
      this.#work(key);
    }
  }

  #work(key: string): void {
    this.#working.add(key);
    try {
      const pending = this.#options.reconcile(key, (delay) => this.addAfter(key, delay));
      if (pending instanceof Promise) {
        pending.then(
          () => this.#done(key),
          (error: unknown) => this.#failed(key, error),
        );
      } else this.#done(key);
    } catch (error) {
      this.#failed(key, error);
    }
  }

  #done(key: string): void {
    this.#failures.delete(key);
    this.#finish(key);
  }

  #failed(key: string, error: unknown): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    if (!this.#stopped) this.#options.onError(key, error);
    this.addAfter(key, Math.min(FIRST_RETRY * 2 ** failures, LONGEST_RETRY));
    this.#finish(key);
  }

  #finish(key: string): void {
    this.#working.delete(key);
    if (this.#waiting.has(key)) this.add(key);
  }
}
