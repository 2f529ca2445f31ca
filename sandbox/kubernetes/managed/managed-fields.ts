import type { KubeObject } from '../object.ts';
import { storedShape } from '../resources/type-shape.ts';
import { groupVersion, type ServedType } from '../resources/types.ts';
import { timestamp } from '../time.ts';
import { compare, fieldsOf } from './compare.ts';
import { FieldSet, type FieldsV1 } from './field-set.ts';

/** An entry of `metadata.managedFields`. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: FieldsV1;
  readonly subresource?: string;
}

/** Who writes, when (simulated ms since the epoch), and to which subresource. */
export interface Writer {
  readonly manager: string;
  readonly now: number;
  readonly subresource?: string;
}

/** Metadata fields without managers: they identify the object or belong to the system. */
const UNMANAGED = new Set(
  [
    'creationTimestamp',
    'deletionGracePeriodSeconds',
    'deletionTimestamp',
    'generation',
    'managedFields',
    'name',
    'namespace',
    'resourceVersion',
    'selfLink',
    'uid',
  ].map((name) => `f:${name}`),
);

export function managed(object: KubeObject): readonly ManagedFields[] {
  return (object.metadata.managedFields ?? []) as readonly ManagedFields[];
}

export function withManaged(object: KubeObject, entries: readonly ManagedFields[]): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields: [...entries] } };
}

/** The managed fields. */
export function manageable(fields: FieldSet): FieldSet {
  const members = new Map(fields.children);
  const metadata = [...(members.get('f:metadata')?.children ?? [])].filter(([element]) => !UNMANAGED.has(element));
  members.delete('f:apiVersion');
  members.delete('f:kind');
  members.set('f:metadata', FieldSet.of(metadata));
  return FieldSet.of(members);
}

/** @param type in its stored version */
export function manageCreate(type: ServedType, object: KubeObject, writer: Writer): KubeObject {
  const { status: _status, ...written } = object;
  const fields = manageable(fieldsOf(written, storedShape(type), true));
  return withManaged(object, [entry(type, 'Update', fields, writer)]);
}

/** An update makes its manager the only owner of the changed fields. */
export function manageUpdate(type: ServedType, object: KubeObject, old: KubeObject, writer: Writer): KubeObject {
  const before = object.metadata.managedFields === undefined ? managed(old) : managed(object);
  const { changed, removed } = compare(old, object, storedShape(type));
  const fields = manageable(changed);
  const gone = fields.union(manageable(removed));
  if (gone.isEmpty) return before.length > 0 ? withManaged(object, before) : object;
  const isMine = (each: ManagedFields): boolean =>
    each.manager === writer.manager && each.operation === 'Update' && each.subresource === writer.subresource;
  const mine = before.find(isMine);
  const others = before.filter((each) => !isMine(each)).flatMap((each) => without(each, gone));
  const kept = mine ? FieldSet.parse(mine.fieldsV1).minus(manageable(removed)) : FieldSet.empty;
  const all = kept.union(fields);
  if (all.isEmpty) return withManaged(object, others);
  return withManaged(object, [...others, entry(type, 'Update', all, writer)]);
}

/** The entry without some fields; undefined if no field remains. */
export function without(each: ManagedFields, fields: FieldSet): ManagedFields[] {
  const owned = FieldSet.parse(each.fieldsV1);
  const rest = owned.minus(fields);
  if (rest === owned) return [each];
  return rest.isEmpty ? [] : [{ ...each, fieldsV1: rest.toJSON() }];
}

export function entry(
  type: ServedType,
  operation: ManagedFields['operation'],
  fields: FieldSet,
  { manager, now, subresource }: Writer,
): ManagedFields {
  return {
    manager,
    operation,
    apiVersion: groupVersion(type),
    time: timestamp(now),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toJSON(),
    ...(subresource && { subresource }),
  };
}
