import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a run folder that the class sees. */
const NAMES = ['progress', 'drills', 'quiz'] as const;
export type Progress = Readonly<Partial<Record<(typeof NAMES)[number], unknown>>>;

/** Bytes; more is not a file of the runbook. */
const LARGEST = 256 * 1024;

/** Reads what a learner has done. The files are written whole, by whatever process the learner uses. */
export class ProgressReader {
  readonly #folder: string;
  #stamp = '';

  constructor(home: string) {
    this.#folder = join(home, '.runbook');
  }

  /** @returns undefined when nothing has changed since the last call */
  changed(): Progress | undefined {
    const files = NAMES.flatMap((name) => {
      const path = join(this.#folder, `${name}.json`);
      const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: LARGEST };
      return size < LARGEST ? [{ name, path, mtimeMs }] : [];
    });
    const stamp = files.map(({ name, mtimeMs }) => `${name} ${mtimeMs}`).join();
    if (stamp === this.#stamp) return undefined;
    this.#stamp = stamp;
    return Object.fromEntries(files.map(({ name, path }) => [name, read(path)]));
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
