import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

/** A journal is compacted when it exceeds four times its compacted size plus this (bytes). */
const ROOM = 8 * 1024 * 1024;

/** Pause between attempts to write a failing journal (real ms). */
const PAUSE = 50;

export type JournalLine = readonly [collection: string, key: string, value: unknown];

export interface JournalOptions {
  /** Called for each change in the file, in order. */
  replay(line: JournalLine): void;
  /** The current state as lines. */
  snapshot(): string;
  log(line: string): void;
}

/**
 * A file of changes, one JSON line each, that survives `kill -9`. On a full disk, changes wait in memory until the disk has
 * space; until then no change may be acknowledged (see `trouble`). A complete line never follows an incomplete one, and
 * only a complete file replaces the file.
 */
export class Journal {
  readonly #file: string;
  readonly #options: JournalOptions;
  #descriptor: number;
  #size: number;
  #limit = 0;
  /** The file ends with an incomplete line that could not be truncated. */
  #torn = false;
  /** The last pending line of each key. */
  readonly #waiting = new Map<string, string>();
  #failure: NodeJS.ErrnoException | undefined;
  #retryAt = 0;

  constructor(file: string, options: JournalOptions) {
    this.#file = file;
    this.#options = options;
    this.#descriptor = openSync(file, 'a+', 0o600);
    const content = readFileSync(file);
    // A kill left an incomplete last line, which was never acknowledged.
    this.#size = content.lastIndexOf('\n') + 1;
    if (this.#size < content.length) this.#cut();
    const damaged = replayed(content.subarray(0, this.#size).toString('utf8'), options);
    if (this.#keepDamaged(damaged)) this.#renew();
  }

  /** @param id a later line with the same id replaces this one */
  write(id: string, line: JournalLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#waiting.size === 0 && this.#append(text)) return;
    this.#waiting.set(id, text);
    this.#catchUp();
  }

  /** The reason for pending changes; undefined when the file has every change. */
  trouble(): string | undefined {
    this.#catchUp();
    if (this.#waiting.size === 0) return undefined;
    const failure = `The sandbox cannot write its journal ${this.#file}: ${this.#failure?.message}.`;
    return `${failure} Free disk space; the sandbox then continues automatically.`;
  }

  close(): void {
    this.#retryAt = 0;
    const trouble = this.trouble();
    if (trouble !== undefined) this.#options.log(`${trouble} ${this.#waiting.size} changes are lost.`);
    closeSync(this.#descriptor);
  }

  #catchUp(): void {
    if (this.#waiting.size === 0 || performance.now() < this.#retryAt) return;
    if (!this.#append([...this.#waiting.values()].join(''))) return;
    this.#waiting.clear();
    this.#options.log('The journal is complete again: all pending changes are written.');
  }

  /** Writes all of the text or nothing. @returns whether it was written */
  #append(text: string): boolean {
    try {
      const bytes = Buffer.from(this.#torn ? `\n${text}` : text);
      writeWhole(this.#descriptor, bytes);
      this.#size += bytes.length;
      this.#torn = false;
    } catch (error) {
      this.#cut();
      this.#retryAt = performance.now() + PAUSE;
      this.#failure = error as NodeJS.ErrnoException;
      if (this.#waiting.size === 0) {
        this.#options.log(
          `Cannot write the journal: ${this.#failure.message}. Requests get 503 until a write succeeds.`,
        );
      }
      return false;
    }
    if (this.#size > this.#limit) this.#renew();
    return true;
  }

  #cut(): void {
    try {
      ftruncateSync(this.#descriptor, this.#size);
    } catch {
      this.#torn = true;
    }
  }

  /** Compacts the file: drops overwritten changes. The old file stays in use until the new one is complete. */
  #renew(): void {
    const draft = `${this.#file}.compacted`;
    let descriptor: number | undefined;
    try {
      rmSync(draft, { force: true });
      descriptor = openSync(draft, 'a', 0o600);
      const bytes = Buffer.from(this.#options.snapshot());
      writeWhole(descriptor, bytes);
      renameSync(draft, this.#file);
      closeSync(this.#descriptor);
      this.#descriptor = descriptor;
      this.#size = bytes.length;
      this.#limit = ROOM + 4 * bytes.length;
      this.#torn = false;
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      rmSync(draft, { force: true });
      this.#limit = this.#size + ROOM;
      this.#options.log(`Cannot compact the journal: ${(error as Error).message}. The journal stays in use as it is.`);
    }
  }

  /** Copies a damaged file. @returns whether the file may be replaced: not without a copy of damaged lines */
  #keepDamaged(damaged: readonly number[]): boolean {
    if (damaged.length === 0) return true;
    const copy = `${this.#file}.damaged`;
    const what = `Skipped unreadable journal line ${damaged.join(', ')}`;
    try {
      copyFileSync(this.#file, copy);
      this.#options.log(`${what}. A copy of the damaged file: ${copy}`);
      return true;
    } catch (error) {
      this.#options.log(`${what}. The file is not compacted because it cannot be copied: ${(error as Error).message}`);
      this.#limit = this.#size + ROOM;
      return false;
    }
  }
}

/** @returns the numbers of the unreadable lines */
function replayed(text: string, { replay }: JournalOptions): number[] {
  const damaged: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const change = parsed(line);
    if (change) replay(change);
    else damaged.push(index + 1);
  }
  return damaged;
}

function parsed(line: string): JournalLine | undefined {
  try {
    const change: unknown = JSON.parse(line);
    const whole =
      Array.isArray(change) && change.length === 3 && change.slice(0, 2).every((it) => typeof it === 'string');
    return whole ? (change as unknown as JournalLine) : undefined;
  } catch {
    return undefined;
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
