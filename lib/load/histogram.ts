/** Sub-buckets of each power of two: the width of a bucket is at most 1/128 of its value. */
const SUB_BITS = 7;
/** From about a microsecond to three days. */
const LOWEST = 2 ** -20;
const HIGHEST = 2 ** 18;

const view = new DataView(new ArrayBuffer(8));
const OFFSET = slot(LOWEST);
const SIZE = slot(HIGHEST) - OFFSET;

/** The exponent and the first bits of the mantissa of a double, as an integer on a log-linear scale. */
function slot(value: number): number {
  view.setFloat64(0, value);
  return view.getUint32(0) >>> (20 - SUB_BITS);
}

/** The smallest value of a bucket. */
function floorOf(index: number): number {
  view.setUint32(0, (index + OFFSET) << (20 - SUB_BITS));
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** The count of values from `from` (inclusive) to `to` (exclusive). */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A latency over all requests, in seconds of the target's time. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** The non-empty buckets, smallest first. */
  readonly buckets: readonly Bucket[];
}

/** Counts of positive values on a log-linear scale: constant memory, quantiles within 1 %. */
export class Histogram {
  readonly #counts = new Uint32Array(SIZE);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  record(value: number): void {
    const index = slot(Math.max(value, LOWEST)) - OFFSET;
    this.#counts[Math.min(index, SIZE - 1)]!++;
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** The value that a share `q` (0–1) of all values does not exceed; NaN without values. */
  quantile(q: number): number {
    if (this.#count === 0) return Number.NaN;
    let left = Math.max(1, Math.ceil(q * this.#count));
    let index = 0;
    while (index < SIZE - 1 && left > this.#counts[index]!) left -= this.#counts[index++]!;
    const middle = (floorOf(index) + floorOf(index + 1)) / 2;
    return Math.min(this.#max, Math.max(this.#min, middle));
  }

  /** All values of several summaries: their buckets have the same bounds, so nothing is lost. */
  static of(summaries: readonly Summary[]): Histogram {
    const all = new Histogram();
    for (const { count, mean, min, max, buckets } of summaries) {
      for (const { from, count: values } of buckets) all.#counts[slot(from) - OFFSET]! += values;
      all.#count += count;
      all.#sum += mean * count;
      all.#min = Math.min(all.#min, min);
      all.#max = Math.max(all.#max, max);
    }
    return all;
  }

  /** Undefined without values. */
  summary(): Summary | undefined {
    if (this.#count === 0) return undefined;
    const buckets: Bucket[] = [];
    this.#counts.forEach((count, index) => {
      if (count > 0) buckets.push({ from: floorOf(index), to: floorOf(index + 1), count });
    });
    const [p50, p90, p99] = [0.5, 0.9, 0.99].map((q) => this.quantile(q)) as [number, number, number];
    return {
      count: this.#count,
      mean: this.#sum / this.#count,
      min: this.#min,
      p50,
      p90,
      p99,
      max: this.#max,
      buckets,
    };
  }
}
