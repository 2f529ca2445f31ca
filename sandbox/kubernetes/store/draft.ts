import type { KubeObject } from '../object.ts';
import { copy } from './json.ts';

/** A copy to change in place; but for the field managers' entries, which are only ever replaced. */
export function draftOf(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  const draft = copy({ ...object, metadata }) as KubeObject;
  if (managedFields) draft.metadata.managedFields = managedFields;
  return draft;
}

/** The next state of an object with its system fields: identity, versions and deletion marks. */
export function successor({ metadata: current }: KubeObject, next: KubeObject): KubeObject {
  const { uid, creationTimestamp, resourceVersion, generation } = current;
  const metadata = { ...next.metadata, uid, creationTimestamp, resourceVersion };
  setOrDelete(metadata, 'generation', generation);
  setOrDelete(metadata, 'deletionTimestamp', current.deletionTimestamp);
  setOrDelete(metadata, 'deletionGracePeriodSeconds', current.deletionGracePeriodSeconds);
  return { ...next, metadata };
}

function setOrDelete<T extends object, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value === undefined) delete target[key];
  else target[key] = value;
}
