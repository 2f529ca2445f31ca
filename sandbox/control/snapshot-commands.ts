import type { StateFolder } from '../core/folder.ts';
import { nearest } from '../core/nearest.ts';
import { show, UsageError } from './command-line.ts';
import {
  deleteSnapshot,
  listSnapshots,
  restoreSnapshot,
  type Snapshot,
  SnapshotError,
  saveSnapshot,
} from './snapshots.ts';

interface SnapshotVerb {
  /** The largest number of words that the verb takes. */
  readonly takes: number;
  act(folder: StateFolder, json: boolean, name: string): Promise<void>;
}

const line = ({ name, size, savedAt }: Snapshot): string =>
  `${name.padEnd(24)}${`${Math.ceil(size / 1024)} KiB`.padEnd(10)}saved ${savedAt}`;

/** The same error with a command as its last line. */
function told<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof SnapshotError ? new UsageError(error.message, ['snapshot', 'list']) : error;
  });
}

/** @throws UsageError with the nearest name */
function mustExist(folder: StateFolder, verb: string, name: string): void {
  const known = listSnapshots(folder).map((one) => one.name);
  if (known.includes(name)) return;
  const near = nearest(name, known);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UsageError(`Snapshot ${name} does not exist${hint}`, ['snapshot', ...(near ? [verb, near] : ['list'])]);
}

/** `snapshot list`, `save`, `restore` and `delete`. */
export const SNAPSHOT_VERBS: Readonly<Record<string, SnapshotVerb>> = {
  list: {
    takes: 0,
    async act(folder, json) {
      const all = listSnapshots(folder);
      show(json, all, all.length === 0 ? 'There are no snapshots.' : all.map(line).join('\n'));
    },
  },
  save: {
    takes: 1,
    async act(folder, json, name) {
      const saved = await told(saveSnapshot(folder, name));
      show(json, saved, `Saved snapshot ${name}.`);
    },
  },
  restore: {
    takes: 1,
    async act(folder, json, name) {
      mustExist(folder, 'restore', name);
      const { url, pid } = await told(restoreSnapshot(folder, name));
      show(json, { name, url, pid }, `Restored snapshot ${name}. The sandbox is running at ${url} (pid ${pid}).`);
    },
  },
  delete: {
    takes: 1,
    async act(folder, json, name) {
      mustExist(folder, 'delete', name);
      deleteSnapshot(folder, name);
      show(json, { deleted: name }, `Deleted snapshot ${name}.`);
    },
  },
};
