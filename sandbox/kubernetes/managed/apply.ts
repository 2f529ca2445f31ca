import type { KubeObject } from '../object.ts';
import { storedType } from '../resources/conversions.ts';
import type { Shape } from '../resources/shape.ts';
import { storedShape } from '../resources/type-shape.ts';
import type { ServedType } from '../resources/types.ts';
import { type StatusCause, StatusError } from '../store/status-error.ts';
import { compare, fieldsOf, partsOf } from './compare.ts';
import { FieldSet } from './field-set.ts';
import { entry, type ManagedFields, manageable, managed, type Writer, withManaged, without } from './managed-fields.ts';

export interface Applier extends Writer {
  /** Take over the fields of other managers. */
  readonly force: boolean;
}

/**
 * Server-side apply (structured-merge-diff): merge the configuration into the live object, take away what the manager
 * applied before and no longer does, and settle who owns what.
 * @param live undefined when the object is to be created
 * @throws StatusError Conflict when another manager owns a field that would change, unless forced
 */
export function applyConfiguration(
  type: ServedType,
  live: KubeObject | undefined,
  configuration: KubeObject,
  { force, ...writer }: Applier,
): KubeObject {
  const shape = storedShape(type);
  const isMine = (each: ManagedFields): boolean =>
    each.manager === writer.manager && each.operation === 'Apply' && each.subresource === writer.subresource;
  const entries = live ? managed(live) : [];
  const others = entries.filter((each) => !isMine(each));
  const applied = manageable(fieldsOf(configuration, shape, false));
  const before = entries.filter(isMine).map((each) => FieldSet.parse(each.fieldsV1));
  const owned = others.map((each) => FieldSet.parse(each.fieldsV1));
  const kept = owned.reduce((all, fields) => all.union(fields), applied);
  const abandoned = before.reduce((all, fields) => all.union(fields), FieldSet.empty).minus(kept);
  const merged = prune(merge(live, configuration, shape), shape, abandoned, kept) as KubeObject;
  const { changed, removed } = compare(live, merged, shape);
  const touched = manageable(changed);
  if (!force) checkConflicts(others, touched);
  const lost = touched.union(manageable(removed));
  const mine = entries.find(isMine);
  if (mine && lost.isEmpty && applied.equals(FieldSet.parse(mine.fieldsV1))) return withManaged(merged, entries);
  const rest = others.flatMap((each) => without(each, lost.and(FieldSet.parse(each.fieldsV1))));
  return withManaged(merged, [...rest, entry(storedType(type), 'Apply', applied, writer)]);
}

/** As conflicts name a manager. */
function nameOf({ manager, operation, subresource, apiVersion }: ManagedFields): string {
  const place = subresource ? ` with subresource "${subresource}"` : '';
  return `"${manager}"${place}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}

function checkConflicts(others: readonly ManagedFields[], touched: FieldSet): void {
  const conflicts = others
    .map((each) => ({
      who: nameOf(each),
      paths: [...touched.and(FieldSet.parse(each.fieldsV1)).paths()],
    }))
    .filter(({ paths }) => paths.length > 0);
  const count = conflicts.reduce((sum, { paths }) => sum + paths.length, 0);
  if (count === 0) return;
  const [first] = conflicts;
  const text =
    count === 1
      ? `conflict with ${first!.who}: ${first!.paths[0]}`
      : conflicts
          .map(({ who, paths }) => `conflicts with ${who}:\n${paths.map((path) => `- ${path}`).join('\n')}`)
          .join('\n');
  const causes: StatusCause[] = conflicts.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  );
  const message = `Apply failed with ${count} conflict${count === 1 ? '' : 's'}: ${text}`;
  throw new StatusError('Conflict', message, { causes });
}

function merge(live: unknown, configuration: unknown, shape: Shape | undefined): unknown {
  const [old, now] = [partsOf(live, shape), partsOf(configuration, shape)];
  if (!old || !now) return configuration;
  const parts = [...new Set([...old.keys(), ...now.keys()])].map((element): [string, unknown] => {
    const [was, is] = [old.get(element), now.get(element)];
    return [element, was && is ? merge(was[0], is[0], is[1]) : (is ?? was)![0]];
  });
  return assembled(parts, Array.isArray(configuration));
}

/** The value without abandoned, unowned fields, and without objects that this empties. */
function prune(value: unknown, shape: Shape | undefined, abandoned: FieldSet, kept: FieldSet): unknown {
  const parts = partsOf(value, shape);
  if (!parts || abandoned.children.size === 0) return value;
  const rest = [...parts].flatMap(([element, [part, partShape]]): [string, unknown][] => {
    const gone = abandoned.children.get(element);
    const needed = kept.children.get(element);
    if (!gone) return [[element, part]];
    if (gone.member && !needed) return [];
    const left = prune(part, partShape, gone, needed ?? FieldSet.empty);
    return isEmpty(left) ? [] : [[element, left]];
  });
  return assembled(rest, Array.isArray(value));
}

function assembled(parts: readonly (readonly [element: string, value: unknown])[], list: boolean): unknown {
  if (list) return parts.map(([, value]) => value);
  return Object.fromEntries(parts.map(([element, value]) => [element.slice(2), value]));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
