import { readFile } from 'node:fs/promises';
import { writeWhole, writtenFolder } from '../config/folders.ts';
import type { Log, LogEntry } from '../log/entry.ts';
import { masked } from '../log/masked.ts';
import { wallClock } from '../target/clock.ts';

/** Where the last run is: `progress.json`, for a page or a class beside the run. Times are wall time, ISO 8601. */
export interface Progress {
  readonly steps: Readonly<Record<string, StepProgress>>;
  /** The step that runs, and what it waits for. */
  readonly current?: Current;
  /** Why the last run ended before its time. */
  readonly failure?: { readonly code: string; readonly message: string };
  readonly updatedAt: string;
}

export interface StepProgress {
  readonly state: 'running' | 'done' | 'failed';
  readonly at: string;
}

export interface Current {
  readonly step: string;
  readonly title: string;
  readonly waitsFor?: string;
  readonly progress?: string;
  /** The beginning of the wait, or else of the step. */
  readonly since: string;
}

const FILE = 'progress.json';
/** The shortest time between two writes (real ms). */
const EVERY = 500;

/** The folder of progress.json: `.runbook` in $RUNBOOK_HOME, or else in the project. */
export const progressFolder = (): string => writtenFolder('.runbook');

/** The progress in a folder; undefined before the first run, or for a file that is none. */
export async function readProgress(folder: string = progressFolder()): Promise<Progress | undefined> {
  try {
    const read = JSON.parse(await readFile(`${folder}/${FILE}`, 'utf8')) as Progress;
    return typeof read?.steps === 'object' && typeof read.updatedAt === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The progress after an entry; the same object if the entry tells none. @param by the step that spoke, beside others */
export function advance(before: Progress, entry: LogEntry, at: string, by?: string): Progress {
  const { steps, current } = before;
  const mark = (id: string, state: StepProgress['state']) => ({ ...steps, [id]: { state, at } });
  switch (entry.kind) {
    case 'step':
      return {
        steps: mark(entry.id, 'running'),
        current: { step: entry.id, title: entry.title, since: at },
        updatedAt: at,
      };
    case 'waiting': {
      if (!current) return before;
      const { what: waitsFor, progress } = entry;
      const since = current.waitsFor === waitsFor ? current.since : at;
      return { ...before, current: { ...current, step: by ?? current.step, waitsFor, progress, since }, updatedAt: at };
    }
    case 'met': {
      if (current?.waitsFor !== entry.what) return before;
      const { step, title } = current;
      return { ...before, current: { step, title, since: at }, updatedAt: at };
    }
    case 'step-done': {
      const { current: _, ...rest } = before;
      // Nothing of the other steps is left.
      if (entry.deletes) return { ...rest, steps: { [entry.id]: { state: 'done', at } }, updatedAt: at };
      const other = current && current.step !== entry.id && { current };
      return { ...rest, ...other, steps: mark(entry.id, 'done'), updatedAt: at };
    }
    case 'error': {
      if (!current) return before;
      const { code, message } = entry.error;
      return { steps: mark(current.step, 'failed'), failure: { code, message }, updatedAt: at };
    }
    default:
      return before;
  }
}

/** A log that keeps progress.json, and its end. */
export interface ProgressLog extends Log {
  end(): Promise<void>;
}

/** Write the progress of a run beside its log. A folder that cannot be written is no failure of the run. */
export function progressLog(secrets: () => readonly string[], folder: string = progressFolder()): ProgressLog {
  let progress: Progress | undefined;
  let due: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  // What earlier runs finished stays; what they left running was interrupted.
  let earlier = readProgress(folder).then((read) => ended(read?.steps ?? {}));
  const write = async (): Promise<void> => {
    due = undefined;
    const steps = { ...(await earlier), ...progress!.steps };
    const text = JSON.stringify({ ...progress, steps });
    await writeWhole(`${folder}/${FILE}`, text, { mode: 0o600 }).catch(() => undefined);
  };
  const flush = (): void => {
    writing = writing.then(write);
  };
  return {
    write(entry, by) {
      const at = new Date(wallClock.now()).toISOString();
      const before: Progress = progress ?? { steps: {}, updatedAt: at };
      if (advance(before, entry, at, by) === before) return;
      progress = advance(before, masked(entry, secrets()), at, by);
      if (entry.kind === 'step-done' && entry.deletes) earlier = Promise.resolve({});
      due ??= setTimeout(flush, EVERY);
    },
    async end() {
      if (due) {
        clearTimeout(due);
        flush();
      }
      await writing;
    },
  };
}

function ended(steps: Progress['steps']): Progress['steps'] {
  return Object.fromEntries(Object.entries(steps).filter(([, { state }]) => state !== 'running'));
}

/** One log that writes to both. */
export function both(first: Log, second: Log): Log {
  return {
    write(entry, by) {
      first.write(entry, by);
      second.write(entry, by);
    },
  };
}
