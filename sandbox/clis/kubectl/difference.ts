import { isDeepStrictEqual } from 'node:util';
import type { Shape } from '../../kubernetes/resources/shape.ts';

export type Fields = Record<string, unknown>;

/** A difference contains either added and changed fields, or deleted fields. */
export type Part = 'changes' | 'deletions';

/** Directives of a strategic merge patch: prefixes of list names. */
export const ORDER = '$setElementOrder/';
const DELETED = '$deleteFromPrimitiveList/';
const RETAIN = '$retainKeys';

/** The patch from one object to another, as apimachinery's strategicpatch builds it; a JSON merge patch without a shape. */
export function difference(from: Fields, to: Fields, shape: Shape | undefined, part: Part): Fields {
  const patch: Fields = {};
  for (const [key, value] of Object.entries(to)) {
    const before = from[key];
    const member = shape?.member(key);
    if (isFields(before) && isFields(value)) {
      const inner = difference(before, value, member, part);
      if (member?.retainsKeys && Object.keys(inner).length > 0) inner[RETAIN] = Object.keys(value).sort();
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (member?.merges && Array.isArray(before) && Array.isArray(value)) {
      Object.assign(patch, listDifference(key, before, value, member, part));
    } else if (part === 'changes' && !isDeepStrictEqual(before, value)) {
      patch[key] = value;
    }
  }
  if (part === 'deletions') for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch[key] = null;
  return patch;
}

/** The difference of a list with a merge key: the changed items and the order of all items. */
function listDifference(key: string, from: unknown[], to: unknown[], shape: Shape, part: Part): Fields {
  if (from.length === 0) return part === 'changes' && to.length > 0 ? { [key]: to } : {};
  if (!shape.mergeKey) return valueDifference(key, from, to, part);
  const mergeKey = shape.mergeKey;
  const [before, after] = [from as Fields[], to as Fields[]];
  const items: Fields[] = [];
  for (const item of after) {
    const same = before.find((one) => one[mergeKey] === item[mergeKey]);
    if (!same && part === 'changes') items.push(item);
    const inner = same ? difference(same, item, shape.items, part) : {};
    if (Object.keys(inner).length === 0) continue;
    if (shape.retainsKeys) inner[RETAIN] = Object.keys(item).sort();
    items.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  if (part === 'deletions') {
    const gone = before.filter((one) => !after.some((item) => item[mergeKey] === one[mergeKey]));
    items.push(...gone.map((one) => ({ $patch: 'delete', [mergeKey]: one[mergeKey] })));
  }
  const common = (list: Fields[], other: Fields[]): unknown[] =>
    list.map((item) => item[mergeKey]).filter((name) => other.some((item) => item[mergeKey] === name));
  const reordered = !isDeepStrictEqual(common(before, after), common(after, before));
  if (items.length === 0 && !reordered) return {};
  const order = after.map((item) => ({ [mergeKey]: item[mergeKey] }));
  return { ...(items.length > 0 && { [key]: items }), [ORDER + key]: order };
}

function valueDifference(key: string, from: unknown[], to: unknown[], part: Part): Fields {
  const added = part === 'changes' ? to.filter((value) => !from.includes(value)) : [];
  const gone = part === 'deletions' ? from.filter((value) => !to.includes(value)) : [];
  if (added.length === 0 && gone.length === 0) return {};
  return {
    ...(added.length > 0 && { [key]: added }),
    ...(gone.length > 0 && { [DELETED + key]: gone }),
    [ORDER + key]: to,
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isListOfFields(value: unknown): value is Fields[] {
  return Array.isArray(value) && value.every(isFields);
}
