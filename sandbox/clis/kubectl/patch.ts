import { schemaName } from '../../kubernetes/resources/modules.ts';
import { type Shape, shape } from '../../kubernetes/resources/shape.ts';
import { TYPES } from '../../kubernetes/resources/types.ts';
import type { KubeObject } from './api.ts';
import { difference, type Fields, isFields, isListOfFields, ORDER } from './difference.ts';
import type { Resource } from './resources.ts';

/**
 * The patch that turns the current object into the manifest: it sets differing fields and removes fields that only the
 * last manifest had. Built-in types get a strategic merge patch, custom types a JSON merge patch.
 */
export function patchOf(
  resource: Resource,
  last: KubeObject,
  wanted: KubeObject,
  current: KubeObject,
): { readonly type: string; readonly content: Fields } {
  const served = TYPES.find(({ kind, group }) => kind === resource.kind && group === resource.group);
  const strategies = served && !served.custom ? shape(schemaName(resource)) : undefined;
  const changes = difference(current, wanted, strategies, 'changes');
  const deletions = difference(last, wanted, strategies, 'deletions');
  return {
    type: strategies ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json',
    content: together(deletions, changes, strategies),
  };
}

/** Merges two patches of one object. */
function together(deletions: Fields, changes: Fields, shape: Shape | undefined): Fields {
  const result: Fields = { ...deletions };
  for (const [key, change] of Object.entries(changes)) {
    const deletion = deletions[key];
    const member = shape?.member(key);
    if (isFields(deletion) && isFields(change)) result[key] = together(deletion, change, member);
    else if (isListOfFields(deletion) && isListOfFields(change) && member?.mergeKey && !key.startsWith(ORDER))
      result[key] = itemsTogether(deletion, change, member.mergeKey, member.items);
    else result[key] = change;
  }
  return result;
}

function itemsTogether(deletions: readonly Fields[], changes: readonly Fields[], key: string, shape: Shape): Fields[] {
  const deletionOf = (change: Fields): Fields => deletions.find((one) => one[key] === change[key]) ?? {};
  const others = deletions.filter((one) => !changes.some((change) => change[key] === one[key]));
  return [...changes.map((change) => together(deletionOf(change), change, shape)), ...others];
}
