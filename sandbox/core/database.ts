import { Journal } from './journal.ts';

/** A named map; the journal records every change. Values are immutable: `put` a new value to change one. */
export interface Collection<T> {
  readonly size: number;
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** @returns whether there was such a key. */
  delete(key: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<T>;
  entries(): IterableIterator<[string, T]>;
}

/** All state of a sandbox: maps in memory. The journal has every change when `trouble` returns undefined. */
export class Database {
  readonly #maps = new Map<string, Map<string, unknown>>();
  #journal: Journal | undefined;

  private constructor() {}

  /**
   * @param file the journal; without one, the state lives in memory only.
   * @param log receives messages about lost journal lines and a full disk
   */
  static open(file?: string, log: (line: string) => void = () => {}): Database {
    const database = new Database();
    if (file === undefined) return database;
    database.#journal = new Journal(file, {
      replay: ([name, key, value]) => {
        if (value === null) database.#map(name).delete(key);
        else database.#map(name).set(key, value);
      },
      snapshot: () => database.lines(),
      log,
    });
    return database;
  }

  /** The reason for changes that are not in the journal yet; while it is set, acknowledge nothing. */
  trouble(): string | undefined {
    return this.#journal?.trouble();
  }

  collection<T>(name: string): Collection<T> {
    const map = this.#map(name) as Map<string, T>;
    return {
      get size() {
        return map.size;
      },
      get: (key) => map.get(key),
      put: (key, value) => {
        map.set(key, value);
        this.#write(name, key, value);
      },
      delete: (key) => {
        if (!map.delete(key)) return false;
        this.#write(name, key, null);
        return true;
      },
      keys: () => map.keys(),
      values: () => map.values(),
      entries: () => map.entries(),
    };
  }

  /** Deletes a collection. */
  drop(name: string): void {
    const collection = this.collection(name);
    for (const key of [...collection.keys()]) collection.delete(key);
  }

  /** Deletes every collection with this name prefix. */
  dropAll(prefix: string): void {
    for (const name of [...this.#maps.keys()]) if (name.startsWith(prefix)) this.drop(name);
  }

  /** The whole state at this moment, as lines of a journal. */
  lines(): string {
    const lines: string[] = [];
    for (const [name, map] of this.#maps) {
      for (const [key, value] of map) lines.push(`${JSON.stringify([name, key, value])}\n`);
    }
    return lines.join('');
  }

  close(): void {
    this.#journal?.close();
    this.#journal = undefined;
  }

  #map(name: string): Map<string, unknown> {
    const known = this.#maps.get(name);
    if (known) return known;
    const map = new Map<string, unknown>();
    this.#maps.set(name, map);
    return map;
  }

  #write(name: string, key: string, value: unknown): void {
    this.#journal?.write(JSON.stringify([name, key]), [name, key, value]);
  }
}
