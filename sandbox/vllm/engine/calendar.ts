/** The events due at each engine step. */
export class Calendar<T> {
  readonly #due = new Map<number, T[]>();

  add(step: number, item: T): void {
    const items = this.#due.get(step);
    if (items) items.push(item);
    else this.#due.set(step, [item]);
  }

  take(step: number): readonly T[] {
    const items = this.#due.get(step);
    if (!items) return [];
    this.#due.delete(step);
    return items;
  }
}
