import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';

/** The longest stride (simulated ms). */
const STRIDE = 10_000;

/** Simulated ms per real ms that no stride exceeds, however idle the machine is. */
const FASTEST = 2_000;

/** Clients behind another process, such as kubectl, get this many times the time of the last echo. */
const PATIENCE = 3;

/** A client of the clock that answers each stride. */
export interface Partner {
  /** Send the time. */
  tell(): void;
  /** Resolves when the client has handled everything that was sent to it before, and its requests are here. */
  echo(): Promise<void>;
}

/**
 * Moves stepped time: in strides from event to event, each up to the moment at which something goes out to a client.
 * Time then stands until every partner has answered, so a slow machine makes time slow, not wrong.
 */
export class Stepper {
  readonly #clock: Clock;
  readonly #partners = new Set<Partner>();
  #running = false;
  #told = Number.NaN;

  constructor(clock: Clock) {
    this.#clock = clock;
    clock.onShow = () => {
      if (this.#told === clock.now()) return;
      this.#told = clock.now();
      for (const partner of this.#partners) partner.tell();
    };
  }

  /** @returns a function with which the partner leaves */
  join(partner: Partner): () => void {
    this.#partners.add(partner);
    return () => this.#partners.delete(partner);
  }

  /** Goes on until time is no longer stepped. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const clock = this.#clock;
    for (let earliest = 0; clock.stepped; ) {
      const from = clock.now();
      earliest = Math.max(earliest, performance.now());
      const shown = await this.#stride(from + STRIDE);
      earliest += (clock.now() - from) / FASTEST;
      const echo = await this.#echoes();
      while (clock.expecting) await delay(1);
      const held = shown && clock.held > 0 ? Math.max(clock.held, PATIENCE * echo) : clock.held;
      const rest = Math.max(held, earliest - performance.now());
      if (rest >= 1) await delay(rest);
      else await turn();
    }
    this.#running = false;
  }

  /**
   * Every event is followed by a turn of the event loop, so what it started comes before the next event.
   * @returns whether something went out to a client
   */
  async #stride(limit: number): Promise<boolean> {
    const clock = this.#clock;
    const before = clock.shown;
    do {
      clock.step(limit);
      await turn();
    } while (clock.stepped && !clock.expecting && clock.shown === before && clock.now() < limit);
    return clock.shown !== before;
  }

  /** @returns how long the slowest partner took (real ms) */
  async #echoes(): Promise<number> {
    const began = performance.now();
    await Promise.all([...this.#partners].map((partner) => partner.echo()));
    return performance.now() - began;
  }
}
