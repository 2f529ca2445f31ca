import type { KubeObject } from '../../object.ts';
import { toServed } from '../../resources/conversions.ts';
import type { ServedType } from '../../resources/types.ts';
import type { ListMeta } from '../render.ts';
import type { Column } from './column.ts';
import { COLUMNS, STANDARD } from './columns.ts';

export interface TableOptions {
  /** Simulated ms since the epoch. */
  readonly now: number;
  /** `None`, `Metadata` or `Object`: what each row carries beside its cells. @default Metadata */
  readonly includeObject: string | null;
}

/** Stored objects as rows of printed cells (`meta.k8s.io/v1` Table). */
export function tableOf(type: ServedType, objects: readonly KubeObject[], metadata: ListMeta, options: TableOptions) {
  const columns = COLUMNS[type.stored ? type.name : `${type.name}.${type.group}`] ?? STANDARD;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(definition),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, options.now)),
      object: rowObject(type, object, options.includeObject),
    })),
  };
}

/** Only what identifies and describes the object. */
export function partial({ metadata }: KubeObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function rowObject(type: ServedType, object: KubeObject, include: string | null): object | null {
  if (include === 'None') return null;
  return include === 'Object' ? toServed(type, object) : partial(object);
}

function definition({ name, type = 'string', format = '', description = '', priority = 0 }: Column) {
  return { name, type, format, description, priority };
}
