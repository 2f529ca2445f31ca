import type { KubeObject } from '../object.ts';
import { FieldErrorList } from './field-error.ts';
import { isLabelValue, isQualifiedName, nameProblems, nameRule } from './names.ts';
import type { Shape } from './shape.ts';
import type { ServedType } from './types.ts';
import { VALIDATIONS } from './validations.ts';

/** The validation errors of an object, in the order of its fields. */
export function validate(type: ServedType, object: KubeObject, shape: Shape): FieldErrorList {
  const errors = new FieldErrorList();
  validateMetadata(type, object, errors);
  const whole = withClaimTemplates(type, object);
  for (const [name, field] of shape.fields) {
    if (name === 'metadata' || name === 'status' || name === 'apiVersion' || name === 'kind') continue;
    const value = whole[name];
    if (value !== undefined) validateValue(value, field, name, errors);
    else if (shape.required.includes(name)) errors.required(name);
  }
  VALIDATIONS[shape.type]?.(object, '', errors);
  return errors;
}

/** The volumes of a stateful set's pods include its claim templates, which its pods' containers may mount. */
function withClaimTemplates({ name }: ServedType, object: KubeObject): KubeObject {
  const templates: { metadata?: { name?: string } }[] = object.spec?.volumeClaimTemplates ?? [];
  const pod = object.spec?.template?.spec;
  if (name !== 'statefulsets' || templates.length === 0 || !pod) return object;
  const present: { name: string }[] = pod.volumes ?? [];
  const more = templates
    .map(({ metadata }) => ({ name: metadata?.name ?? '' }))
    .filter((volume) => !present.some((each) => each.name === volume.name));
  const template = { ...object.spec.template, spec: { ...pod, volumes: [...present, ...more] } };
  return { ...object, spec: { ...object.spec, template } };
}

function validateMetadata(type: ServedType, { metadata }: KubeObject, errors: FieldErrorList): void {
  const { name, generateName, labels = {}, annotations = {} } = metadata;
  if (!name && !generateName) errors.required('metadata.name', 'name or generateName is required');
  for (const problem of name ? nameProblems(name, nameRule(type.name)) : []) {
    errors.invalid('metadata.name', name, problem);
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualifiedName(key)) errors.invalid('metadata.labels', key, NOT_QUALIFIED);
    if (!isLabelValue(value)) errors.invalid('metadata.labels', value, NOT_A_LABEL_VALUE);
  }
  for (const key of Object.keys(annotations)) {
    if (!isQualifiedName(key.toLowerCase())) errors.invalid('metadata.annotations', key, NOT_QUALIFIED);
  }
}

const NOT_QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const NOT_A_LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function validateValue(value: unknown, shape: Shape, path: string, errors: FieldErrorList): void {
  const allowed = shape.enum ?? shape.schema.enum;
  if (allowed && !allowed.includes(value)) errors.unsupported(path, value, allowed);
  validateBounds(value, shape, path, errors);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) validateValue(item, shape.items, `${path}[${index}]`, errors);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (shape.kind === 'map') {
    for (const [key, item] of Object.entries(value)) validateValue(item, shape.items, `${path}[${key}]`, errors);
  }
  if (shape.kind !== 'object') return;
  const object = value as Record<string, unknown>;
  for (const name of shape.required) {
    if (isMissing(object[name]) && !UNCHECKED.has(`${shape.type}.${name}`)) errors.required(`${path}.${name}`);
  }
  for (const [name, field] of shape.fields) {
    if (object[name] !== undefined) validateValue(object[name], field, `${path}.${name}`, errors);
  }
  VALIDATIONS[shape.type]?.(object, path, errors);
}

/** Required by the schema, but the API server takes an object without it. */
const UNCHECKED: ReadonlySet<string> = new Set(['StatefulSetSpec.serviceName']);

/** Go's zero values count as absent where a list or a string is required. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === '';
}

function validateBounds(value: unknown, { schema }: Shape, path: string, errors: FieldErrorList): void {
  if (schema.pattern && typeof value === 'string' && !new RegExp(schema.pattern).test(value)) {
    errors.invalid(path, value, `${path} in body should match '${schema.pattern}'`);
  }
  if (!Array.isArray(value)) return;
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    errors.invalid(path, value.length, `${path} in body should have at least ${schema.minItems} items`);
  }
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    errors.tooMany(path, value.length, schema.maxItems);
}
