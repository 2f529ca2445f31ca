import { shell } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { askGoogle, pagesOf } from './api.ts';

/** A bucket in the Storage API. */
export interface Bucket {
  readonly name: string;
  readonly projectNumber: string;
  readonly timeCreated: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface ObjectList {
  readonly items?: readonly { readonly name: string }[];
}

/** All buckets of the project. @throws RunbookError UNEXPECTED_ANSWER without permission */
export async function buckets(session: Session): Promise<readonly Bucket[]> {
  const found: Bucket[] = [];
  for await (const { items = [] } of pagesOf<{ items?: Bucket[] }>(
    'STORAGE',
    `b?project=${session.config.PROJECT_ID}`,
    session,
  ))
    found.push(...items);
  return found;
}

/** Path of a bucket in the Storage API. */
export const bucketPath = (name: string): string => `b/${encodeURIComponent(name)}`;

/** undefined when the bucket does not exist or belongs to somebody else */
export function bucket(name: string, session: Session): Promise<Bucket | undefined> {
  return askGoogle<Bucket>('STORAGE', bucketPath(name), session);
}

/** The sizes of all objects of a bucket together, in bytes; 0 for a bucket that does not exist or may not be read. */
export async function bytesIn(name: string, session: Session): Promise<number> {
  if (!(await bucket(name, session))) return 0;
  let bytes = 0;
  const path = `${bucketPath(name)}/o?fields=nextPageToken,items(size)`;
  for await (const { items = [] } of pagesOf<{ items?: { size: string }[] }>('STORAGE', path, session))
    bytes += items.reduce((sum, { size }) => sum + Number(size), 0);
  return bytes;
}

/** `…/snapshots/COMMIT/model-00007-of-00030.safetensors`, the layout of vLLM's --download-dir. */
const SHARD = /^(?<snapshot>.*)\/[^/]+-\d+-of-(?<total>\d+)\.safetensors$/;

/** The shards in the fullest snapshot, and the total by their names. */
export function shardsIn(names: readonly string[]): { readonly there: number; readonly total: number } {
  const snapshots = new Map<string, { there: number; total: number }>();
  for (const name of names) {
    const { snapshot, total } = SHARD.exec(name)?.groups ?? {};
    if (snapshot === undefined) continue;
    const { there } = snapshots.get(snapshot) ?? { there: 0 };
    snapshots.set(snapshot, { there: there + 1, total: Number(total) });
  }
  return [...snapshots.values()].sort((a, b) => b.there - a.there)[0] ?? { there: 0, total: 0 };
}

/** All shards of the model are in the bucket. */
export function weightsStaged(bucket: string, model: string): Condition<number> {
  const folder = `models--${model.replaceAll('/', '--')}/snapshots/`;
  return {
    what: `weights of ${model} are in bucket ${bucket}`,
    placeholder: 0,
    timeout: duration('5m'),
    shell: { words: shell`weights_staged gs://${bucket}/${folder}` },
    look: async (session) => {
      const query = `prefix=${encodeURIComponent(folder)}&fields=nextPageToken,items(name)`;
      const names: string[] = [];
      if (!(await askGoogle('STORAGE', bucketPath(bucket), session))) return pending(`bucket ${bucket} not found`);
      for await (const { items = [] } of pagesOf<ObjectList>('STORAGE', `${bucketPath(bucket)}/o?${query}`, session))
        names.push(...items.map(({ name }) => name));
      const { there, total } = shardsIn(names);
      if (total === 0) return pending('no shards');
      const progress = `${there} of ${total} shards`;
      return there === total ? met(total, progress) : pending(progress);
    },
  };
}
