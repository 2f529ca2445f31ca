import type { Clock } from '../../core/clock.ts';

/** client-go's EventSourceObjectSpamFilter: 25 events at once about one object, then one in five minutes. */
const BURST = 25;
const REFILL = 300_000;

/** A token bucket per source and object. */
export class SpamFilter {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  admits(key: string): boolean {
    const now = this.#clock.now();
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: BURST, at: now };
    const filled = Math.min(BURST, tokens + (now - at) / REFILL);
    const admitted = filled >= 1;
    this.#buckets.set(key, { tokens: admitted ? filled - 1 : filled, at: now });
    return admitted;
  }
}
