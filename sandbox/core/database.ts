import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';

/** A named map whose every change is in the journal before the call returns. Values are immutable: put a new one. */
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

/** How far a journal may grow before it is written anew, besides four times what it then held (bytes). */
const ROOM = 8 * 1024 * 1024;

type JournalLine = readonly [collection: string, key: string, value: unknown];

/**
 * All state of a sandbox: maps in memory, with an append-only journal (one JSON line a change) that survives `kill -9`.
 * Opening a journal replays it and writes it anew without what was overwritten, and so does its growth; a torn last line is dropped.
 */
export class Database {
  readonly #maps = new Map<string, Map<string, unknown>>();
  readonly #file: string | undefined;
  #journal: number | undefined;
  /** Bytes that the journal had when it was last written anew, and has now. */
  #compacted = 0;
  #size = 0;

  private constructor(file?: string) {
    this.#file = file;
  }

  /** @param file the journal; without one, the state lives in memory only. */
  static open(file?: string): Database {
    const database = new Database(file);
    if (file === undefined) return database;
    if (existsSync(file)) database.#replay(readFileSync(file, 'utf8'));
    database.#compact(file);
    return database;
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
        this.#append([name, key, value]);
      },
      delete: (key) => {
        if (!map.delete(key)) return false;
        this.#append([name, key, null]);
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
    if (this.#journal !== undefined) closeSync(this.#journal);
    this.#journal = undefined;
  }

  #map(name: string): Map<string, unknown> {
    const known = this.#maps.get(name);
    if (known) return known;
    const map = new Map<string, unknown>();
    this.#maps.set(name, map);
    return map;
  }

  #append(line: JournalLine): void {
    if (this.#journal === undefined || this.#file === undefined) return;
    this.#size += writeSync(this.#journal, `${JSON.stringify(line)}\n`);
    if (this.#size > ROOM + 4 * this.#compacted) this.#compact(this.#file);
  }

  /** Writes the journal anew, without what was overwritten; the old one is whole until the new one is. */
  #compact(file: string): void {
    this.close();
    const draft = `${file}.compacted`;
    writeFileSync(draft, this.#lines());
    renameSync(draft, file);
    this.#journal = openSync(file, 'a');
    this.#size = this.#compacted = statSync(file).size;
  }

  #replay(text: string): void {
    for (const line of text.split('\n').slice(0, text.endsWith('\n') ? undefined : -1)) {
      if (line === '') continue;
      const [name, key, value] = JSON.parse(line) as JournalLine;
      if (value === null) this.#map(name).delete(key);
      else this.#map(name).set(key, value);
    }
  }

  #lines(): string {
    const lines: string[] = [];
    for (const [name, map] of this.#maps) {
      for (const [key, value] of map) lines.push(`${JSON.stringify([name, key, value])}\n`);
    }
    return lines.join('');
  }
}
