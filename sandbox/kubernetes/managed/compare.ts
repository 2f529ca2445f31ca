import type { Shape } from '../resources/shape.ts';
import { same } from '../store/json.ts';
import { FieldSet } from './field-set.ts';

/** A value's parts by path element; undefined when it is owned as a whole. */
export function partsOf(
  value: unknown,
  shape: Shape | undefined,
): Map<string, [unknown, Shape | undefined]> | undefined {
  if (!shape || shape.atomic || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return itemsOf(value, shape);
  if (shape.kind !== 'object' && shape.kind !== 'map') return undefined;
  const parts = new Map<string, [unknown, Shape | undefined]>();
  for (const [name, item] of Object.entries(value)) parts.set(`f:${name}`, [item, shape.member(name)]);
  return parts;
}

function itemsOf(list: readonly unknown[], shape: Shape): Map<string, [unknown, Shape]> {
  if (!shape.keys) return new Map(list.map((item) => [`v:${JSON.stringify(item)}`, [item, shape.items]]));
  return new Map(list.map((item) => [`k:${keyOf(item as Record<string, unknown>, shape)}`, [item, shape.items]]));
}

/** The item's key fields in JSON; a missing one counts as its default. */
function keyOf(item: Record<string, unknown>, shape: Shape): string {
  const keys = [...shape.keys!].sort();
  return JSON.stringify(
    Object.fromEntries(keys.map((key) => [key, item[key] ?? shape.items.fields.get(key)?.default])),
  );
}

/**
 * The paths of everything that a value holds.
 * @param whole whether maps count as fields beside their members: they do for updates, not for applied configurations
 */
export function fieldsOf(value: unknown, shape: Shape | undefined, whole: boolean, item = false): FieldSet {
  const parts = partsOf(value, shape);
  if (!parts || parts.size === 0) return FieldSet.leaf;
  const children = new Map<string, FieldSet>();
  for (const [element, [part, partShape]] of parts) {
    children.set(element, fieldsOf(part, partShape, whole, element.startsWith('k:')));
  }
  return new FieldSet(item || (whole && shape?.kind === 'map'), children);
}

export interface Comparison {
  /** The added and changed fields. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const NOTHING: Comparison = { changed: FieldSet.empty, removed: FieldSet.empty };

export function compare(before: unknown, after: unknown, shape: Shape | undefined, item = false): Comparison {
  if (same(before, after)) return NOTHING;
  if (before === undefined) return { changed: fieldsOf(after, shape, true, item), removed: FieldSet.empty };
  if (after === undefined) return { changed: FieldSet.empty, removed: fieldsOf(before, shape, true, item) };
  const [old, now] = [partsOf(before, shape), partsOf(after, shape)];
  if (!old || !now) return { changed: FieldSet.leaf, removed: FieldSet.empty };
  const elements = [...new Set([...old.keys(), ...now.keys()])];
  const children = elements.map((element): [string, Comparison] => {
    const [was, is] = [old.get(element), now.get(element)];
    return [element, compare(was?.[0], is?.[0], (is ?? was)![1], element.startsWith('k:'))];
  });
  return {
    changed: FieldSet.of(children.map(([element, { changed }]) => [element, changed])),
    removed: FieldSet.of(children.map(([element, { removed }]) => [element, removed])),
  };
}
