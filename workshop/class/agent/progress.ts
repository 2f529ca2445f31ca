import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a run folder that the class sees. */
const FILES = ['progress', 'drills', 'quiz'] as const;
export type Progress = Readonly<Partial<Record<(typeof FILES)[number], unknown>>>;

/** .runbook/PROJECT/CLUSTER/NAMESPACE */
const DEPTH = 3;

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
    const newest = new Map<string, { readonly path: string; readonly at: number }>();
    for (const path of files(this.#folder, DEPTH)) {
      const name = FILES.find((one) => path.endsWith(`/${one}.json`));
      const { mtimeMs = 0, size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
      if (name && size <= LARGEST && mtimeMs > (newest.get(name)?.at ?? 0)) newest.set(name, { path, at: mtimeMs });
    }
    const stamp = [...newest.values()].map(({ path, at }) => `${path} ${at}`).join('\n');
    if (stamp === this.#stamp) return undefined;
    this.#stamp = stamp;
    return Object.fromEntries([...newest].map(([name, { path }]) => [name, read(path)]));
  }
}

function files(folder: string, depth: number): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth > 0 ? files(path, depth - 1) : [];
      return [path];
    });
  } catch {
    return [];
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
