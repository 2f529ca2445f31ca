/** The part of OpenAPI v3 schemas that Kubernetes uses. */
export interface JsonSchema {
  $ref?: string;
  allOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  description?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema;
  items?: JsonSchema;
  required?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  'x-kubernetes-group-version-kind'?: { group: string; kind: string; version: string }[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  'x-kubernetes-map-type'?: 'atomic';
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** An entry of `schemas/generated/markers.json` (the first six members) or of `schemas/facts.yaml` (the others). */
export interface FieldFacts {
  /** The key by which strategic merge patches match the items of a list, and server-side apply too. */
  readonly merge?: string;
  /** The keys of server-side apply where they are not just the merge key. */
  readonly keys?: readonly string[];
  /** Server-side apply takes the list as a whole all the same. */
  readonly atomic?: boolean;
  /** A list of scalars that server-side apply merges as a set. */
  readonly set?: boolean;
  /** A list of scalars that strategic merge patches add to. */
  readonly adds?: boolean;
  /** A strategic merge patch drops the members that its $retainKeys does not name. */
  readonly retainKeys?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly values?: string;
}

export interface TypeFacts {
  readonly $atomic?: boolean;
  readonly $open?: boolean;
  readonly $add?: Readonly<Record<string, JsonSchema>>;
  readonly [field: string]: unknown;
}

export type Facts = Readonly<Record<string, TypeFacts>>;

/** Adds the known facts about a type's fields to its schema. @throws Error for an unknown field */
export function applyFacts(schema: JsonSchema, { $atomic, $open: _open, $add = {}, ...fields }: TypeFacts): void {
  if ($atomic) schema['x-kubernetes-map-type'] = 'atomic';
  Object.assign(schema.properties!, $add);
  for (const [name, known] of Object.entries(fields)) {
    const property = schema.properties![name];
    if (!property) throw new Error(`There is no field ${name}`);
    Object.assign(property, extensions(known as FieldFacts));
    const { values } = known as FieldFacts;
    if (values) property.additionalProperties = { ...property.additionalProperties, format: values };
  }
}

function extensions(known: FieldFacts): JsonSchema {
  const { merge, keys = merge ? [merge] : undefined, set, adds, atomic, retainKeys } = known;
  const strategy = [...(merge || adds ? ['merge'] : []), ...(retainKeys ? ['retainKeys'] : [])].join(',');
  return {
    ...(known.default !== undefined && { default: known.default }),
    ...(known.enum && { enum: [...known.enum] }),
    ...(keys && { 'x-kubernetes-list-map-keys': [...keys], 'x-kubernetes-list-type': 'map' as const }),
    ...(set && { 'x-kubernetes-list-type': 'set' as const }),
    ...(atomic && { 'x-kubernetes-list-type': 'atomic' as const, 'x-kubernetes-list-map-keys': undefined }),
    ...(merge && { 'x-kubernetes-patch-merge-key': merge }),
    ...(strategy && { 'x-kubernetes-patch-strategy': strategy }),
  };
}
