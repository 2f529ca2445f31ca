/** Observations by bucket, as a Prometheus histogram keeps them (`le`: a bound belongs to the bucket below it). */
export class Histogram {
  readonly bounds: readonly number[];
  /** Observations per bucket, not cumulative; the last bucket is +Inf. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number, times = 1): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    counts[bucket]! += times;
    this.sum += value * times;
  }

  get count(): number {
    let count = 0;
    for (const n of this.counts) count += n;
    return count;
  }
}
