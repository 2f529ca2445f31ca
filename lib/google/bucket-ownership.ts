import type { Session } from '../session/session.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { askGoogle, lookGoogle } from './api.ts';
import { fulfil, intend, wasIntended } from './intention.ts';
import { type Bucket, bucket, bucketPath } from './storage.ts';

interface Label {
  readonly key: string;
  readonly value: string;
}

/** gcloud labels a bucket only after it is made: that this run is going to make it is written down before, if it is not there. */
export async function intendBucket(name: string, session: Session): Promise<void> {
  const { status } = await lookGoogle('STORAGE', bucketPath(name), session);
  if (status === 404) await intend(nameOf(name), session);
}

/** It is labelled: whoever makes one of its name from now on is not this run. */
export function fulfilBucket(name: string, session: Session): Promise<void> {
  return fulfil(nameOf(name), session);
}

/** It has our label; or it is the one that was intended and never labelled: of this project, without labels, and empty. */
export async function isOurBucket(found: Bucket, label: Label, session: Session): Promise<boolean> {
  const { name, labels = {}, projectNumber, timeCreated } = found;
  if (labels[label.key] === label.value) return true;
  if (Object.keys(labels).length > 0 || projectNumber !== session.config.PROJECT_NUMBER) return false;
  return (await wasIntended(nameOf(name), timeCreated, session)) && isEmpty(name, session);
}

/** The bucket is there, and this runbook made it. */
export function bucketMadeHere(name: string, label: Label): Condition<boolean> {
  return {
    what: `this runbook made the bucket ${name}`,
    placeholder: true,
    timeout: duration('1m'),
    look: async (session) => {
      const found = await bucket(name, session);
      if (!found) return pending(`there is no bucket ${name} that you may see`);
      return (await isOurBucket(found, label, session)) ? met(true) : pending('it did not');
    },
  };
}

async function isEmpty(name: string, session: Session): Promise<boolean> {
  const objects = await askGoogle<{ items?: unknown[] }>('STORAGE', `${bucketPath(name)}/o?maxResults=1`, session);
  return objects !== undefined && (objects.items ?? []).length === 0;
}

const nameOf = (name: string): string => `bucket ${name}`;
