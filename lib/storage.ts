import { askGoogle } from './google-api.ts';
import type { Session } from './session.ts';
import { type Condition, met, pending } from './wait/condition.ts';
import { duration } from './wait/duration.ts';

interface Bucket {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface ObjectList {
  readonly items?: readonly { readonly name: string }[];
}

/** undefined when there is no such bucket, or it is somebody else's. */
export function bucket(name: string, session: Session): Promise<Bucket | undefined> {
  return askGoogle<Bucket>('STORAGE', `b/${encodeURIComponent(name)}`, session);
}

/** The bucket is there and carries the label of this runbook. */
export function bucketIsOurs(
  name: string,
  label: { readonly key: string; readonly value: string },
): Condition<boolean> {
  return {
    what: `the bucket ${name} has the label ${label.key}=${label.value}`,
    placeholder: true,
    timeout: duration('1m'),
    look: async (session) => {
      const found = await bucket(name, session);
      if (!found) return pending(`there is no bucket ${name} that you may see`);
      return found.labels?.[label.key] === label.value ? met(true) : pending('it has not');
    },
  };
}

/** `model-00007-of-00030.safetensors` in a snapshot of the Hub's cache. */
const SHARD = /\/snapshots\/[^/]+\/[^/]+-\d+-of-(\d+)\.safetensors$/;

/** All shards of the model are in the bucket, where vLLM's --download-dir has them: their names say how many there are. */
export function weightsStaged(bucket: string, model: string): Condition<number> {
  const folder = `models--${model.replaceAll('/', '--')}/snapshots/`;
  return {
    what: `the weights of ${model} are in the bucket ${bucket}`,
    placeholder: 0,
    timeout: duration('5m'),
    look: async (session) => {
      const query = `prefix=${encodeURIComponent(folder)}&fields=items(name)`;
      const found = await askGoogle<ObjectList>('STORAGE', `b/${encodeURIComponent(bucket)}/o?${query}`, session);
      const totals = (found?.items ?? []).flatMap(({ name }) => SHARD.exec(name)?.[1] ?? []);
      const total = Number(totals[0] ?? 0);
      return total > 0 && totals.length >= total
        ? met(total, `${total} shards`)
        : pending(`${totals.length} of ${total === 0 ? 'its' : total} shards are there`);
    },
  };
}
