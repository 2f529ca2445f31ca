/** The samples of a page in the Prometheus text format, by name; samples of several label sets add up. */
export class Samples {
  readonly #sums = new Map<string, number>();
  /** Cumulative buckets of histograms: name, then the upper bound, then the count. */
  readonly #buckets = new Map<string, Map<number, number>>();

  /** @param page the text of `/metrics` */
  constructor(page: string) {
    for (const [, name, labels = '', text] of page.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)/gm)) {
      const value = Number(text);
      this.#sums.set(name!, (this.#sums.get(name!) ?? 0) + value);
      const bound = /(?:^|,)le="([^"]*)"/.exec(labels)?.[1];
      if (bound === undefined) continue;
      const buckets = this.#buckets.get(name!) ?? new Map<number, number>();
      const le = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
      this.#buckets.set(name!, buckets.set(le, (buckets.get(le) ?? 0) + value));
    }
  }

  /** Undefined for an unknown name. */
  value(name: string): number | undefined {
    return this.#sums.get(name);
  }

  /**
   * The quantile of a histogram's observations since an earlier page, interpolated in its bucket as Prometheus does;
   * undefined without observations. @param name without `_bucket`
   */
  quantile(name: string, q: number, since: Samples): number | undefined {
    const before = since.#buckets.get(`${name}_bucket`);
    const counts = [...(this.#buckets.get(`${name}_bucket`) ?? [])]
      .map(([le, count]): [number, number] => [le, count - (before?.get(le) ?? 0)])
      .sort(([a], [b]) => a - b);
    const all = counts.at(-1)?.[1] ?? 0;
    if (all <= 0) return undefined;
    const at = counts.findIndex(([, count]) => count >= q * all);
    const [le, count] = counts[at]!;
    const [lower, below] = at > 0 ? counts[at - 1]! : [0, 0];
    return Number.isFinite(le) ? lower + ((le - lower) * (q * all - below)) / (count - below) : lower;
  }
}
