import { setTimeout as arm, clearTimeout as disarm } from 'node:timers';
import { Heap, type HeapItem } from './heap.ts';

/** A pending callback on the simulated clock. */
export interface Timer {
  cancel(): void;
}

interface Entry extends HeapItem {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

export interface ClockOptions {
  /** Simulated milliseconds since the Unix epoch at which the clock starts. */
  readonly start: number;
  /** Simulated seconds per real second. @default 1 */
  readonly pace?: number;
  /** A monotonic reading in real milliseconds. @default performance.now */
  readonly monotonic?: () => number;
}

/** How late a due timer may be before simulated time waits for it instead of running on (real ms). */
const SLACK = 5;

/** The longest delay that Node's own timers take (real ms). */
const LONGEST = 2 ** 31 - 1;

/**
 * Simulated time that runs `pace` times as fast as real time.
 *
 * Time moves only in `advance()`: it fires every due timer in order, each one seeing `now()` at exactly its due time,
 * so a chain of timers does not drift however fast the clock runs. When the process is too busy to keep the pace,
 * time slips (runs slower) rather than skips.
 */
export class Clock {
  #now: number;
  #pace: number;
  #anchor: number;
  #origin: number;
  #order = 0;
  #advancing = false;
  readonly #due = new Heap<Entry>((a, b) => a.due < b.due || (a.due === b.due && a.order < b.order));
  #armed: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #stopped = false;
  readonly #monotonic: () => number;

  constructor(options: ClockOptions) {
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#now = options.start;
    this.#origin = options.start;
    this.#anchor = this.#monotonic();
    this.#pace = options.pace ?? 1;
  }

  /** Simulated milliseconds since the Unix epoch. Never goes back. */
  now(): number {
    return this.#now;
  }

  get pace(): number {
    return this.#pace;
  }

  /** @param pace 0: time stands still */
  setPace(pace: number): void {
    if (!(pace >= 0)) throw new RangeError(`The pace must be 0 or a positive number, not ${pace}`);
    this.advance();
    this.#reanchor(this.#monotonic());
    this.#pace = pace;
    this.#rearm();
  }

  /** Run `callback` once, `delay` simulated milliseconds from now. */
  setTimeout(callback: () => void, delay: number): Timer {
    const entry: Entry = { due: this.#now + Math.max(0, delay), order: this.#order++, fire: callback, index: -1 };
    this.#due.push(entry);
    if (!this.#advancing && this.#due.peek() === entry) this.#rearm();
    return { cancel: () => this.#due.remove(entry) };
  }

  /** Run `callback` every `period` simulated milliseconds, for the first time one period from now. */
  every(period: number, callback: () => void): Timer {
    let timer: Timer;
    const again = (): void => {
      timer = this.setTimeout(() => {
        again();
        callback();
      }, period);
    };
    again();
    return { cancel: () => timer.cancel() };
  }

  /** Resolve after `delay` simulated milliseconds; reject with the signal's reason when it is aborted. */
  sleep(delay: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = this.setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, delay);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Advances simulated time to the present and fires due timers. Servers call this for each request. */
  advance(): void {
    if (this.#advancing || this.#stopped) return;
    const real = this.#monotonic();
    const late = real - this.#armedFor;
    if (late > SLACK) this.#anchor += late - SLACK;
    const horizon = this.#origin + (real - this.#anchor) * this.#pace;
    this.#advancing = true;
    try {
      for (let next = this.#due.peek(); next && next.due <= horizon; next = this.#due.peek()) {
        this.#due.remove(next);
        if (next.due > this.#now) this.#now = next.due;
        next.fire();
      }
      if (horizon > this.#now) this.#now = horizon;
    } finally {
      this.#advancing = false;
      this.#rearm();
    }
  }

  /** Stops the clock permanently: no timer fires after this. */
  stop(): void {
    this.#stopped = true;
    this.#due.clear();
    if (this.#armed) disarm(this.#armed);
  }

  #reanchor(real: number): void {
    this.#origin = this.#now;
    this.#anchor = real;
  }

  #rearm(): void {
    if (this.#armed) disarm(this.#armed);
    this.#armed = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    const next = this.#due.peek();
    if (!next || this.#stopped || this.#pace === 0) return;
    const real = this.#monotonic();
    const delay = (next.due - this.#origin) / this.#pace - (real - this.#anchor);
    if (delay > LONGEST) return;
    // In the past when firing the timers took longer than the time between them: that counts as late, too.
    this.#armedFor = real + delay;
    this.#armed = arm(() => this.advance(), Math.max(0, delay));
  }
}
