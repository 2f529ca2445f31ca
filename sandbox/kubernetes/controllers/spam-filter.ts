import type { Clock } from '../../core/clock.ts';

/** client-go's EventSourceObjectSpamFilter: so many events at once, then one in five minutes. */
const REFILL = 300_000;

/** client-go's cache of them is an LRU, too. */
const REMEMBERED = 10_000;

/** Token buckets by key. */
export class SpamFilter {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  admits(key: string, burst: number): boolean {
    const now = this.#clock.now();
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const filled = Math.min(burst, tokens + (now - at) / REFILL);
    const admitted = filled >= 1;
    // The latest are last, so that the first is the one that has been quiet for longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: admitted ? filled - 1 : filled, at: now });
    if (this.#buckets.size > REMEMBERED) this.#buckets.delete(this.#buckets.keys().next().value!);
    return admitted;
  }
}
