import { Journal } from './journal.ts';

/** A named map whose every change goes to the journal. Values are immutable: put a new one. */
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

/** All state of a sandbox: maps in memory, each change of which is in the journal before `trouble` says that all is well. */
export class Database {
  readonly #maps = new Map<string, Map<string, unknown>>();
  #journal: Journal | undefined;

  private constructor() {}

  /**
   * @param file the journal; without one, the state lives in memory only.
   * @param log told of what the journal lost, and of a disk that is full
   */
  static open(file?: string, log: (line: string) => void = () => {}): Database {
    const database = new Database();
    if (file === undefined) return database;
    database.#journal = new Journal(file, {
      replay: ([name, key, value]) => {
        if (value === null) database.#map(name).delete(key);
        else database.#map(name).set(key, value);
      },
      snapshot: () => database.#lines(),
      log,
    });
    return database;
  }

  /** Why changes that were made are not in the journal, so that nothing may be acknowledged now; mostly undefined. */
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

  /** Forget a whole collection. */
  drop(name: string): void {
    const collection = this.collection(name);
    for (const key of [...collection.keys()]) collection.delete(key);
  }

  /** Forget every collection whose name begins so. */
  dropAll(prefix: string): void {
    for (const name of [...this.#maps.keys()]) if (name.startsWith(prefix)) this.drop(name);
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

  #lines(): string {
    const lines: string[] = [];
    for (const [name, map] of this.#maps) {
      for (const [key, value] of map) lines.push(`${JSON.stringify([name, key, value])}\n`);
    }
    return lines.join('');
  }
}
