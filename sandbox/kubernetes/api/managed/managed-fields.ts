import type { KubeObject } from '../../object.ts';
import { storedType } from '../../resources/conversions.ts';
import { groupVersion, type ServedType } from '../../resources/types.ts';
import { timestamp } from '../../store/deletion.ts';
import type { ApiContext } from '../context.ts';
import { storedShape } from '../intake.ts';
import type { Target } from '../target.ts';
import type { WriteOptions } from '../write-options.ts';
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

/** What nobody manages of the metadata: it identifies the object or is the system's. */
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

/** The fields without those that nobody manages. */
export function manageable(fields: FieldSet): FieldSet {
  const members = new Map(fields.children);
  const metadata = [...(members.get('f:metadata')?.children ?? [])].filter(([element]) => !UNMANAGED.has(element));
  members.delete('f:apiVersion');
  members.delete('f:kind');
  members.set('f:metadata', FieldSet.of(metadata));
  return FieldSet.of(members);
}

export function manageCreate(
  context: ApiContext,
  type: ServedType,
  object: KubeObject,
  { fieldManager, applied }: WriteOptions,
): KubeObject {
  if (applied) return object;
  const { status: _status, ...written } = object;
  const fields = manageable(fieldsOf(written, storedShape(type), true));
  return withManaged(object, [entry(context, type, 'Update', fieldManager, fields)]);
}

/** Who changes a field by an update owns it from now on, with nobody beside. */
export function manageUpdate(
  context: ApiContext,
  target: Target,
  object: KubeObject,
  old: KubeObject,
  { fieldManager, applied }: WriteOptions,
): KubeObject {
  if (applied) return object;
  const type = storedType(target.type);
  const before = object.metadata.managedFields === undefined ? managed(old) : managed(object);
  const { changed, removed } = compare(old, object, storedShape(type));
  const fields = manageable(changed);
  const gone = fields.union(manageable(removed));
  if (gone.isEmpty) return withManaged(object, before);
  const isMine = (each: ManagedFields): boolean =>
    each.manager === fieldManager && each.operation === 'Update' && each.subresource === target.subresource;
  const mine = before.find(isMine);
  const others = before.filter((each) => !isMine(each)).flatMap((each) => without(each, gone));
  const kept = mine ? FieldSet.parse(mine.fieldsV1).minus(manageable(removed)) : FieldSet.empty;
  const all = kept.union(fields);
  if (all.isEmpty) return withManaged(object, others);
  return withManaged(object, [...others, entry(context, type, 'Update', fieldManager, all, target.subresource)]);
}

/** The entry with some fields less; none when it has no more. */
export function without(each: ManagedFields, fields: FieldSet): ManagedFields[] {
  const owned = FieldSet.parse(each.fieldsV1);
  const rest = owned.minus(fields);
  if (rest.isEmpty) return [];
  return [rest.equals(owned) ? each : { ...each, fieldsV1: rest.toJSON() }];
}

export function entry(
  { world }: ApiContext,
  type: ServedType,
  operation: ManagedFields['operation'],
  manager: string,
  fields: FieldSet,
  subresource?: string,
): ManagedFields {
  return {
    manager,
    operation,
    apiVersion: groupVersion(type),
    time: timestamp(world.clock.now()),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toJSON(),
    ...(subresource && { subresource }),
  };
}
