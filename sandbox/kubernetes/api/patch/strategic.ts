import type { Shape } from '../../resources/shape.ts';
import { same } from '../../store/json.ts';
import { StatusError } from '../../store/status-error.ts';

type Fields = Record<string, unknown>;

/** The directives that a strategic merge patch may carry beside the fields of an object. */
const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETIONS = '$deleteFromPrimitiveList/';

/** Merge as apimachinery's strategicpatch does: lists that have a merge key item by item. @throws StatusError BadRequest */
export function strategicMergePatch(current: Fields, patch: Fields, shape: Shape): Fields {
  if (patch[DIRECTIVE] === 'delete') return {};
  const { [DIRECTIVE]: directive, [RETAIN]: retained, ...members } = patch;
  const result: Fields = directive === 'replace' ? {} : { ...current };
  if (Array.isArray(retained)) for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
  const fields = Object.entries(members).filter(([key]) => !key.startsWith('$') && key !== '__proto__');
  for (const [key, value] of fields) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value, shape.member(key), members[ORDER + key]);
  }
  for (const [key, values] of Object.entries(members)) {
    if (key.startsWith(DELETIONS)) removeItems(result, key.slice(DELETIONS.length), values);
    if (key.startsWith(ORDER) && !(key.slice(ORDER.length) in members)) {
      reorder(result, key.slice(ORDER.length), shape, values);
    }
  }
  return result;
}

function merged(current: unknown, patch: unknown, shape: Shape | undefined, order: unknown): unknown {
  if (isFields(patch)) {
    return shape
      ? strategicMergePatch(isFields(current) ? current : {}, patch, shape)
      : { ...toFields(current), ...patch };
  }
  if (!Array.isArray(patch) || !shape?.merges) return patch;
  const list = Array.isArray(current) ? current : [];
  if (!shape.mergeKey)
    return ordered([...list, ...patch.filter((item) => !list.some((has) => same(has, item)))], order);
  return ordered(mergedItems(list, patch, shape.items, shape.mergeKey), order, shape.mergeKey);
}

function mergedItems(current: readonly unknown[], patch: readonly unknown[], shape: Shape, key: string): Fields[] {
  const replacing = patch.some((item) => isFields(item) && item[DIRECTIVE] === 'replace');
  let result = replacing ? [] : (current as Fields[]).slice();
  for (const item of patch) {
    if (!isFields(item)) throw new StatusError('BadRequest', 'a list of objects can be merged with objects only');
    const { [DIRECTIVE]: directive, ...fields } = item;
    if (directive === 'replace' && Object.keys(fields).length === 0) continue;
    if (fields[key] === undefined) {
      throw new StatusError('BadRequest', `map: map[] does not contain declared merge key: ${key}`);
    }
    const index = result.findIndex((each) => same(each[key], fields[key]));
    if (directive === 'delete') result = result.filter((each) => !same(each[key], fields[key]));
    else if (index < 0) result.push(strategicMergePatch({}, fields, shape));
    else result[index] = strategicMergePatch(directive === 'replace' ? {} : result[index]!, fields, shape);
  }
  return result;
}

/** Items that the order names come as it says; each of the others stays behind its predecessor. */
function ordered<T>(items: readonly T[], order: unknown, key?: string): T[] {
  if (!Array.isArray(order)) return items.slice();
  const identity = (item: unknown): string => JSON.stringify(key && isFields(item) ? item[key] : item);
  const rank = new Map(order.map((item, index) => [identity(item), index]));
  const named = items.filter((item) => rank.has(identity(item)));
  named.sort((a, b) => rank.get(identity(a))! - rank.get(identity(b))!);
  const result = named.slice();
  for (const [index, item] of items.entries()) {
    if (rank.has(identity(item))) continue;
    const before = index === 0 ? -1 : result.indexOf(items[index - 1]!);
    result.splice(before + 1, 0, item);
  }
  return result;
}

function reorder(result: Fields, name: string, shape: Shape, order: unknown): void {
  const list = result[name];
  if (Array.isArray(list)) result[name] = ordered(list, order, shape.member(name)?.mergeKey);
}

function removeItems(result: Fields, name: string, values: unknown): void {
  const list = result[name];
  if (Array.isArray(list) && Array.isArray(values)) {
    result[name] = list.filter((item) => !values.some((value) => same(value, item)));
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}
