import { readFileSync } from 'node:fs';
import type { JsonSchema } from './facts.ts';

/** What a value may be, in the terms in which the API server decodes it. */
export type ShapeKind =
  | 'boolean'
  | 'bytes'
  | 'int-or-string'
  | 'integer'
  | 'list'
  | 'map'
  | 'object'
  | 'open'
  | 'quantity'
  | 'string'
  | 'time';

const REF = '#/components/schemas/';
const files = new Map<string, Record<string, JsonSchema>>();
const shapes = new Map<string, Shape>();

/** A schema by its full name, from `generated/`; each file is read when it is first needed. */
export function schema(name: string): JsonSchema {
  const file = name.slice(0, name.lastIndexOf('.'));
  let schemas = files.get(file);
  if (!schemas) {
    schemas = JSON.parse(readFileSync(new URL(`./generated/${file}.json`, import.meta.url), 'utf8'));
    files.set(file, schemas!);
  }
  const found = schemas![name];
  if (!found) throw new Error(`There is no schema ${name}`);
  return found;
}

/** The shape of a kind, by its full schema name. */
export function shape(name: string): Shape {
  const known = shapes.get(name);
  if (known) return known;
  const made = new Shape({ $ref: `${REF}${name}` });
  shapes.set(name, made);
  return made;
}

/** A field of a schema with its reference resolved, made ready for walking over values. */
export class Shape {
  readonly kind: ShapeKind;
  /** `io.k8s.api.core.v1.Container`; '' for inline schemas. */
  readonly schemaName: string;
  /** The Go type's name: `Container`. */
  readonly type: string;
  readonly default: unknown;
  readonly enum: readonly unknown[] | undefined;
  readonly required: readonly string[];
  /** The keys by which server-side apply tells the items of the list apart. */
  readonly keys: readonly string[] | undefined;
  readonly mergeKey: string | undefined;
  readonly merges: boolean;
  readonly retainsKeys: boolean;
  readonly set: boolean;
  /** Owned as a whole by one field manager. */
  readonly atomic: boolean;
  /** The rest of the schema: bounds and patterns of custom resources. */
  readonly schema: JsonSchema;
  #fields: ReadonlyMap<string, Shape> | undefined;
  #items: Shape | undefined;

  constructor(field: JsonSchema) {
    const ref = (field.$ref ?? field.allOf?.[0]?.$ref)?.slice(REF.length);
    const target = ref === undefined ? field : schema(ref);
    const strategies = field['x-kubernetes-patch-strategy']?.split(',') ?? [];
    this.schemaName = ref ?? '';
    this.type = this.schemaName.slice(this.schemaName.lastIndexOf('.') + 1);
    this.schema = target;
    this.kind = kindOf(target);
    this.default = field.default;
    this.enum = field.enum;
    this.required = target.required ?? [];
    this.keys = field['x-kubernetes-list-map-keys'];
    this.mergeKey = field['x-kubernetes-patch-merge-key'];
    this.merges = strategies.includes('merge');
    this.retainsKeys = strategies.includes('retainKeys');
    this.set = field['x-kubernetes-list-type'] === 'set';
    this.atomic = target['x-kubernetes-map-type'] === 'atomic' || (this.kind === 'list' && !this.keys && !this.set);
  }

  get fields(): ReadonlyMap<string, Shape> {
    this.#fields ??= new Map(
      Object.entries(this.schema.properties ?? {}).map(([name, field]) => [name, new Shape(field)]),
    );
    return this.#fields;
  }

  /** Of a list's items, or of a map's values. */
  get items(): Shape {
    this.#items ??= new Shape(this.schema.items ?? this.schema.additionalProperties ?? {});
    return this.#items;
  }

  /** The shape of a member of an object or a map. */
  member(name: string): Shape | undefined {
    if (this.kind === 'map') return this.items;
    return this.kind === 'object' ? this.fields.get(name) : undefined;
  }
}

/** Whether fields that the schema does not describe are kept. */
export const keepsUnknown = (schema: JsonSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;

function kindOf(target: JsonSchema): ShapeKind {
  if (target['x-kubernetes-int-or-string']) return 'int-or-string';
  if (target.format === 'quantity') return 'quantity';
  if (target.type === undefined || (keepsUnknown(target) && !target.properties)) return 'open';
  if (target.type === 'array') return 'list';
  if (target.type === 'object') return target.additionalProperties ? 'map' : 'object';
  if (target.type === 'boolean' || target.type === 'integer') return target.type;
  if (target.format === 'date-time') return 'time';
  return target.format === 'byte' ? 'bytes' : 'string';
}
