import { askGoogle } from './google-api.ts';
import type { Session } from './session.ts';
import { type Condition, met, pending } from './wait/condition.ts';
import { duration } from './wait/duration.ts';

interface Bucket {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
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
