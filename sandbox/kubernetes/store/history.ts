import type { WatchEvent } from '../object.ts';

interface Entry {
  readonly version: number;
  readonly event: WatchEvent;
}

/** The latest writes of one resource type, so that a watch can begin where a list ended. */
export class History {
  #entries: Entry[] = [];
  /** A watch may begin at this version or later. */
  #floor: number;
  readonly #limit: number;

  constructor(floor: number, limit = 1000) {
    this.#floor = floor;
    this.#limit = limit;
  }

  get floor(): number {
    return this.#floor;
  }

  add(version: number, event: WatchEvent): void {
    this.#entries.push({ version, event });
    if (this.#entries.length < 2 * this.#limit) return;
    const dropped = this.#entries.splice(0, this.#limit);
    this.#floor = dropped.at(-1)!.version;
  }

  /** The changes after the version; undefined if the history no longer has them. */
  since(version: number): WatchEvent[] | undefined {
    if (version < this.#floor) return undefined;
    let first = this.#entries.length;
    while (first > 0 && this.#entries[first - 1]!.version > version) first--;
    return this.#entries.slice(first).map(({ event }) => event);
  }
}
