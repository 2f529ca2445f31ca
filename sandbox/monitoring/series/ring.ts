import { countUntil } from '../promql/value.ts';

/** How long points are kept (ms). */
export const RETENTION = 6 * 3_600_000;

const FIRST_CAPACITY = 16;

/**
 * The points of one series, oldest first: 16 bytes each. Grows to `limit` points; what no longer fits or is older than
 * the retention is dropped from the front.
 */
export class Ring {
  #times = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  get lastTime(): number {
    return this.#length === 0 ? Number.NEGATIVE_INFINITY : this.#times[this.#length - 1]!;
  }

  /** A point that is not newer than the last one is ignored. */
  append(time: number, value: number, limit: number): void {
    if (time <= this.lastTime) return;
    if (this.#length === this.#times.length) this.#makeRoom(time - RETENTION, limit);
    this.#times[this.#length] = time;
    this.#values[this.#length] = value;
    this.#length++;
  }

  /** The points in (after, until], as views and not copies: they are good until the next append. */
  between(after: number, until: number): { times: Float64Array; values: Float64Array } {
    const times = this.#times.subarray(0, this.#length);
    const [from, to] = [countUntil(times, after), countUntil(times, until)];
    return { times: times.subarray(from, to), values: this.#values.subarray(from, to) };
  }

  #makeRoom(oldest: number, limit: number): void {
    let expired = 0;
    while (expired < this.#length && this.#times[expired]! < oldest) expired++;
    const capacity = this.#times.length;
    if (expired < capacity / 4 && capacity < limit) this.#grow(Math.min(limit, capacity * 2));
    else this.#drop(Math.max(expired, Math.ceil(capacity / 4)));
  }

  #grow(capacity: number): void {
    const [times, values] = [new Float64Array(capacity), new Float64Array(capacity)];
    times.set(this.#times);
    values.set(this.#values);
    [this.#times, this.#values] = [times, values];
  }

  #drop(count: number): void {
    this.#times.copyWithin(0, count, this.#length);
    this.#values.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}
