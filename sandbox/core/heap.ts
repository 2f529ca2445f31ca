/** An item of a heap; the heap keeps its place in `index` (-1 while it is not in one). */
export interface HeapItem {
  index: number;
}

/** A binary heap whose items can be removed from the middle in O(log n). */
export class Heap<T extends HeapItem> {
  #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    item.index = this.#items.length;
    this.#items.push(item);
    this.#up(item);
  }

  /** Removes an item; ignores an item that is not in the heap. */
  remove(item: T): void {
    const { index } = item;
    if (index < 0 || this.#items[index] !== item) return;
    const last = this.#items.pop()!;
    item.index = -1;
    if (last === item) return;
    this.#items[index] = last;
    last.index = index;
    this.#up(last);
    this.#down(last);
  }

  clear(): void {
    this.#items = [];
  }

  #up(item: T): void {
    while (item.index > 0) {
      const parent = this.#items[(item.index - 1) >> 1]!;
      if (!this.#before(item, parent)) return;
      this.#swap(item, parent);
    }
  }

  #down(item: T): void {
    for (;;) {
      const left = this.#items[2 * item.index + 1];
      const right = this.#items[2 * item.index + 2];
      const child = left && right && this.#before(right, left) ? right : left;
      if (!child || !this.#before(child, item)) return;
      this.#swap(child, item);
    }
  }

  #swap(a: T, b: T): void {
    [a.index, b.index] = [b.index, a.index];
    this.#items[a.index] = a;
    this.#items[b.index] = b;
  }
}
