import { shell } from '../command/command.ts';
import { askGoogle } from '../google/api.ts';
import { AT } from '../google/cluster.ts';
import { type Bucket, bucket, bucketPath } from '../google/storage.ts';
import type { Session } from '../session/session.ts';
import { wasIntended } from './intention.ts';
import { hasLabel, LABEL } from './label.ts';
import type { Ownership, Thing } from './thing.ts';

/** A cluster, recognised by its label. */
export function ownCluster(name: string): Thing {
  return {
    name: `cluster ${name}`,
    shell: shell`cloud_owner gcloud container clusters list ${AT} --filter=name=${name} --format=value(name,resourceLabels.${LABEL.key})`,
    ownership: async ({ cluster }) => ofLabels(await cluster.cluster(name), (found) => found.resourceLabels),
  };
}

/** A node pool, recognised by its label or that of its cluster. */
export function ownNodePool(cluster: string, name: string): Thing {
  return {
    name: `node pool ${name}`,
    shell: shell`cloud_owner gcloud container node-pools list --cluster ${cluster} ${AT} --filter=name=${name} --format=value(name,config.resourceLabels.${LABEL.key})`,
    ownership: async ({ cluster: client }) => {
      const [pool, around] = await Promise.all([client.nodePool(cluster, name), client.cluster(cluster)]);
      if (!pool) return 'absent';
      return hasLabel(pool.config?.resourceLabels) || hasLabel(around?.resourceLabels) ? 'ours' : 'another';
    },
  };
}

/** A bucket, recognised by its label, which gcloud sets after the creation. An unreadable bucket counts as absent. */
export function ownBucket(name: string): Thing {
  return {
    name: `bucket gs://${name}`,
    shell: shell`cloud_owner gcloud storage buckets list --filter=name=${name} --format=value(name,labels.${LABEL.key})`,
    ownership: async (session) => {
      const found = await bucket(name, session);
      return found ? ownershipOfBucket(found, session) : 'absent';
    },
  };
}

/** An unlabelled bucket is ours when its creation was noted and it is empty and in this project. */
export async function ownershipOfBucket(found: Bucket, session: Session): Promise<Ownership> {
  const { name, labels = {}, projectNumber, timeCreated } = found;
  if (hasLabel(labels)) return 'ours';
  if (Object.keys(labels).length > 0 || projectNumber !== session.config.PROJECT_NUMBER) return 'another';
  const noted = await wasIntended(intentionOf(name), timeCreated, session);
  return noted && (await isEmpty(name, session)) ? 'unlabelled' : 'another';
}

/** The name of the note that a bucket is being created. */
export const intentionOf = (bucket: string): string => `bucket ${bucket}`;

async function isEmpty(name: string, session: Session): Promise<boolean> {
  const objects = await askGoogle<{ items?: unknown[] }>('STORAGE', `${bucketPath(name)}/o?maxResults=1`, session);
  return objects !== undefined && (objects.items ?? []).length === 0;
}

function ofLabels<T>(found: T | undefined, labels: (found: T) => Parameters<typeof hasLabel>[0]): Ownership {
  if (!found) return 'absent';
  return hasLabel(labels(found), LABEL) ? 'ours' : 'another';
}
