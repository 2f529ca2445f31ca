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

/** How long a client may take from one request to the next in stepped time (real ms). */
const BETWEEN_REQUESTS = 100;

/** The longest delay that Node's own timers take (real ms). */
const LONGEST = 2 ** 31 - 1;

/**
 * Simulated time that runs `pace` times as fast as real time.
 *
 * Time moves only in `advance()`: it fires every due timer in order, each one seeing `now()` at exactly its due time,
 * so a chain of timers does not drift however fast the clock runs. When the process is too busy to keep the pace,
 * time slips (runs slower) rather than skips.
 *
 * Stepped, time stands still between two calls of `step()`, each of which goes to the next event.
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
  #stepped = false;
  #shown = 0;
  #heldUntil = Number.NEGATIVE_INFINITY;
  /** Until when each client that is about to send something is waited for (monotonic). */
  readonly #expected = new Map<symbol, number>();
  /** Called when something goes out to a client in stepped time, before the client gets it. */
  onShow: (() => void) | undefined;
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

  /** Whether time moves only in `step()`. */
  get stepped(): boolean {
    return this.#stepped && !this.#stopped;
  }

  /** @param pace 0: time stands still. @param stepped whether time moves only in `step()`; `pace` then says nothing about time */
  setPace(pace: number, stepped = false): void {
    if (!(pace >= 0)) throw new RangeError(`The pace must be 0 or a positive number, not ${pace}`);
    this.advance();
    this.#reanchor(this.#monotonic());
    this.#pace = pace;
    this.#stepped = stepped;
    this.#rearm();
  }

  /** In stepped time: goes to the next event, but not beyond `limit`, and fires the timers that are due then. */
  step(limit: number): void {
    if (!this.stepped || this.#advancing) return;
    this.#moveTo(Math.min(this.#due.peek()?.due ?? limit, limit));
  }

  /** Something goes out to a client: stepped time goes on when the client had `ms` real milliseconds to react. */
  show(ms: number): void {
    if (!this.stepped) return;
    this.#shown++;
    this.#heldUntil = Math.max(this.#heldUntil, this.#monotonic() + ms);
    this.onShow?.();
  }

  /** How often something went out to a client in stepped time. */
  get shown(): number {
    return this.#shown;
  }

  /** How much longer stepped time stands still for clients (real ms); 0 or less when it may go on. */
  get held(): number {
    return this.#heldUntil - this.#monotonic();
  }

  /**
   * A client is about to send something, such as the request of a new connection: stepped time stands still until then.
   * @param ms at most (real)
   * @returns to be called when it has come
   */
  expect(ms = BETWEEN_REQUESTS): () => void {
    const key = Symbol('expected');
    this.#expected.set(key, this.#monotonic() + ms);
    return () => void this.#expected.delete(key);
  }

  /** Whether a client is about to send something. */
  get expecting(): boolean {
    for (const [key, until] of this.#expected) {
      if (until > this.#monotonic()) return true;
      this.#expected.delete(key);
    }
    return false;
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
    this.#moveTo(this.#stepped ? this.#now : this.#present());
  }

  /** A client's request, the first of several perhaps: stepped time stands still for them. */
  attend(): void {
    this.advance();
    this.show(BETWEEN_REQUESTS);
  }

  /** Stops the clock permanently: no timer fires after this. */
  stop(): void {
    this.#stopped = true;
    this.#due.clear();
    if (this.#armed) disarm(this.#armed);
  }

  #present(): number {
    const real = this.#monotonic();
    const late = real - this.#armedFor;
    if (late > SLACK) this.#anchor += late - SLACK;
    return this.#origin + (real - this.#anchor) * this.#pace;
  }

  #moveTo(horizon: number): void {
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
    const delay = this.#stepped ? next.due - this.#now : (next.due - this.#origin) / this.#pace - (real - this.#anchor);
    if (delay > (this.#stepped ? 0 : LONGEST)) return;
    // In the past when firing the timers took longer than the time between them: that counts as late, too.
    this.#armedFor = real + delay;
    this.#armed = arm(() => this.advance(), Math.max(0, delay));
  }
}
