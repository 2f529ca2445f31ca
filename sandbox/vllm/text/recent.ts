/** A map that keeps the entries used last. */
export class Recent<V> {
  readonly #entries = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, create: () => V): V {
    let value = this.#entries.get(key);
    if (value === undefined) {
      value = create();
      if (this.#entries.size >= this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    } else this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }
}
