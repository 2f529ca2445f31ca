import type { Document } from './answer.ts';
import { grouped } from './grouped.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The Kubernetes objects of an answer, by kind: one, the items of a list, or the object of a watch event. */
export function objectsOf(documents: readonly Document[]): ReadonlyMap<string, readonly Document[]> {
  const objects = documents.flatMap(({ at, value }) =>
    kubernetesIn(value).map((object) => ({ at, value: written(object) })),
  );
  return grouped(objects, ({ value }) => `${value.kind}`);
}

/** Without the history of its writes, which has a shape for each of its writers. */
function written(object: Fields): Fields {
  const { managedFields: _, ...metadata } = object.metadata as Fields;
  return { ...object, metadata };
}

/** Whether a document is compared as Kubernetes objects, and not as the answer of its call. */
export function isOfKubernetes({ value }: Document): boolean {
  return kubernetesIn(value).length > 0;
}

function kubernetesIn(value: unknown): readonly Fields[] {
  if (value === null || typeof value !== 'object') return [];
  const { kind, metadata, items, object } = value as Fields;
  if (kind === 'List' && Array.isArray(items)) return items.flatMap(kubernetesIn);
  if (typeof kind === 'string') return metadata !== null && typeof metadata === 'object' ? [value as Fields] : [];
  return kubernetesIn(object);
}
