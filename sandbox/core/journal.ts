import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

/** How far a journal may grow before it is written anew, besides four times what it then held (bytes). */
const ROOM = 8 * 1024 * 1024;

/** How long a journal that could not be written is left alone (real ms). */
const PAUSE = 50;

export type JournalLine = readonly [collection: string, key: string, value: unknown];

export interface JournalOptions {
  /** Called for each change that the file has, in order. */
  replay(line: JournalLine): void;
  /** All that is known now, as lines. */
  snapshot(): string;
  log(line: string): void;
}

/**
 * A file of changes, a JSON line each, that survives `kill -9`. What cannot be written (a full disk) waits in memory and
 * is written as soon as there is room: until then nothing may be acknowledged, see `trouble`. The file never has half a
 * line before a whole one, and is never replaced but by a whole one.
 */
export class Journal {
  readonly #file: string;
  readonly #options: JournalOptions;
  #descriptor: number;
  #size: number;
  #limit = 0;
  /** Half a line stands at the end and could not be cut off. */
  #torn = false;
  /** The last line of each key that is not in the file yet. */
  readonly #waiting = new Map<string, string>();
  #failure: NodeJS.ErrnoException | undefined;
  #retryAt = 0;

  constructor(file: string, options: JournalOptions) {
    this.#file = file;
    this.#options = options;
    this.#descriptor = openSync(file, 'a+', 0o600);
    const content = readFileSync(file);
    // What follows the last line's end was torn by a kill, and never acknowledged.
    this.#size = content.lastIndexOf('\n') + 1;
    if (this.#size < content.length) this.#cut();
    const damaged = replayed(content.subarray(0, this.#size).toString('utf8'), options);
    if (this.#keepDamaged(damaged)) this.#renew();
  }

  /** @param id what a later line about the same replaces */
  write(id: string, line: JournalLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#waiting.size === 0 && this.#append(text)) return;
    this.#waiting.set(id, text);
    this.#catchUp();
  }

  /** Why not all that was written is in the file; undefined when it is. */
  trouble(): string | undefined {
    this.#catchUp();
    if (this.#waiting.size === 0) return undefined;
    return `The sandbox cannot write its journal ${this.#file} (${this.#failure?.message}). Make room there; the sandbox then goes on by itself.`;
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
    this.#options.log('The journal is whole again: all that waited is written.');
  }

  /** @returns whether all of it is in the file; otherwise nothing of it is */
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
        this.#options.log(`The journal cannot be written: ${this.#failure.message}. Requests get 503 until it can.`);
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

  /** Writes the file anew, without what was overwritten; the old one is in use until the new one is whole. */
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
      this.#options.log(`The journal cannot be made smaller now: ${(error as Error).message}. It goes on as it is.`);
    }
  }

  /** @returns whether the file may be written anew: nothing is thrown away of which there is no copy */
  #keepDamaged(damaged: readonly number[]): boolean {
    if (damaged.length === 0) return true;
    const copy = `${this.#file}.damaged`;
    const what = `Line ${damaged.join(', ')} of the journal cannot be read, and is left out`;
    try {
      copyFileSync(this.#file, copy);
      this.#options.log(`${what}. The file as it was is kept: ${copy}`);
      return true;
    } catch (error) {
      this.#options.log(`${what}. The file stays as it is, since it cannot be copied: ${(error as Error).message}`);
      this.#limit = this.#size + ROOM;
      return false;
    }
  }
}

/** @returns the numbers of the lines that cannot be read */
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
