type Entry = readonly [name: string, value: string];

/** The label that holds a series' metric name. */
export const NAME = '__name__';

/** Order of characters, as Go compares strings, and not of any language. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An immutable label set, sorted by name. A label with an empty value is the same as none, as in Prometheus. */
export class Labels {
  static readonly EMPTY = new Labels([]);
  readonly entries: readonly Entry[];
  #key: string | undefined;
  #nameless: Labels | undefined;

  private constructor(sorted: readonly Entry[]) {
    this.entries = sorted;
  }

  static of(record: Readonly<Record<string, string>>): Labels {
    return Labels.#sorted(Object.entries(record));
  }

  static #sorted(entries: readonly Entry[]): Labels {
    return new Labels(entries.filter(([, value]) => value !== '').sort(([a], [b]) => compareText(a, b)));
  }

  /** Equal for equal label sets only. */
  get key(): string {
    this.#key ??= this.entries.map(([name, value]) => `${name}\0${value}`).join('\0\0');
    return this.#key;
  }

  /** The value, '' when there is no such label. */
  get(name: string): string {
    for (const entry of this.entries) if (entry[0] === name) return entry[1];
    return '';
  }

  /** The labels without the metric's name, for operations that produce a new metric. */
  get nameless(): Labels {
    this.#nameless ??= this.without([NAME]);
    return this.#nameless;
  }

  only(names: readonly string[]): Labels {
    return new Labels(this.entries.filter(([name]) => names.includes(name)));
  }

  without(names: readonly string[]): Labels {
    return new Labels(this.entries.filter(([name]) => !names.includes(name)));
  }

  /** An empty value removes the label. */
  with(name: string, value: string): Labels {
    return Labels.#sorted([...this.entries.filter(([other]) => other !== name), [name, value]]);
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.entries);
  }

  /** `{a="x", b="y"}`, as error messages show it. */
  toString(): string {
    return `{${this.entries.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
  }

  /** Prometheus' order of series: by the first label that differs. */
  static compare(a: Labels, b: Labels): number {
    const shared = Math.min(a.entries.length, b.entries.length);
    for (let i = 0; i < shared; i++) {
      const [x, y] = [a.entries[i]!, b.entries[i]!];
      const order = compareText(x[0], y[0]) || compareText(x[1], y[1]);
      if (order !== 0) return order;
    }
    return a.entries.length - b.entries.length;
  }
}
