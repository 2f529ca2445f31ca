import { readFileSync } from 'node:fs';
import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';

/** A protobuf namespace in protobuf.js's JSON form; `generate.ts` takes it from the npm client. */
export interface Namespace {
  readonly fields?: Readonly<Record<string, Field>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly nested?: Readonly<Record<string, Namespace>>;
}

export interface Field {
  readonly type: string;
  readonly rule?: 'repeated';
  /** Of a map's keys. */
  readonly keyType?: string;
}

export type ApiVersion = 'v1' | 'v1beta1';

const apis = new Map<ApiVersion, Namespace>();

/** google.container.v1 or v1beta1, read when its first message arrives. */
function containerApi(version: ApiVersion): Namespace {
  const known = apis.get(version);
  if (known) return known;
  const file = new URL(`./generated/container.${version}.json`, import.meta.url);
  const api = { nested: JSON.parse(readFileSync(file, 'utf8')) };
  apis.set(version, api);
  return api;
}

/**
 * A message of google.container that came as JSON, checked against the official definition: unknown names and wrong
 * types are refused with Google's words, enum numbers (the npm client's `enum-encoding=int`) become names.
 * @throws GoogleApiError 400
 */
export function readMessage(type: string, value: JsonObject, version: ApiVersion = 'v1'): JsonObject {
  const violations: Violation[] = [];
  const api = containerApi(version);
  const message = readFields([api, find([api], type)!], value, '', violations);
  if (violations.length === 0) return message;
  throw new GoogleApiError(400, violations.map(({ description }) => description).join('\n'), {
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }],
  });
}

interface Violation {
  readonly field: string;
  readonly description: string;
}

/** The namespaces around a message, the outermost first; its own is the last. */
type Scope = readonly Namespace[];

function find(scope: Scope, type: string): Namespace | undefined {
  for (const namespace of [...scope].reverse()) {
    const found = type.split('.').reduce<Namespace | undefined>((at, part) => at?.nested?.[part], namespace);
    if (found) return found;
  }
  return undefined;
}

function readFields(scope: Scope, value: JsonObject, path: string, violations: Violation[]): JsonObject {
  const fields = scope.at(-1)?.fields ?? {};
  const result: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(value)) {
    const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!Object.hasOwn(fields, name)) {
      const where = path === '' ? '' : ` at '${path}'`;
      const description = `Invalid JSON payload received. Unknown name "${key}"${where}: Cannot find field.`;
      violations.push({ field: path, description });
    } else if (given !== null) {
      result[name] = readField(scope, fields[name]!, given, join(path, snakeCase(name)), violations);
    }
  }
  return result;
}

function readField(scope: Scope, field: Field, value: unknown, path: string, violations: Violation[]): unknown {
  if (field.keyType !== undefined) {
    if (!isObject(value)) return wrong(path, field.type, value, violations);
    const entries = Object.entries(value).map(([key, item]) => [key, readValue(scope, field, item, path, violations)]);
    return Object.fromEntries(entries);
  }
  if (field.rule !== 'repeated') return readValue(scope, field, value, path, violations);
  const items = Array.isArray(value) ? value : [value];
  return items.map((item, index) => readValue(scope, field, item, `${path}[${index}]`, violations));
}

function readValue(scope: Scope, { type }: Field, value: unknown, path: string, violations: Violation[]): unknown {
  const scalar = SCALARS[type];
  if (scalar) return scalar(value) ? value : wrong(path, `TYPE_${type.toUpperCase()}`, value, violations);
  const definition = find(scope, type);
  if (!definition) return value;
  if (definition.values) return readEnum(definition.values, value) ?? wrong(path, type, value, violations);
  if (!isObject(value)) return wrong(path, type, value, violations);
  return readFields([...scope, definition], value, path, violations);
}

const isNumber = (value: unknown): boolean => Number.isFinite(typeof value === 'string' ? Number(value) : value);
const isText = (value: unknown): boolean => typeof value === 'string';

const SCALARS: Readonly<Record<string, ((value: unknown) => boolean) | undefined>> = {
  string: isText,
  bytes: isText,
  bool: (value) => typeof value === 'boolean',
  ...Object.fromEntries(['int32', 'int64', 'uint32', 'uint64', 'float', 'double'].map((type) => [type, isNumber])),
};

function readEnum(values: Readonly<Record<string, number>>, value: unknown): string | undefined {
  if (typeof value === 'string') return Object.hasOwn(values, value) ? value : undefined;
  return Object.keys(values).find((name) => values[name] === value);
}

function wrong(path: string, type: string, value: unknown, violations: Violation[]): undefined {
  const description = `Invalid value at '${path}' (${type}), ${JSON.stringify(value)}`;
  violations.push({ field: path, description });
  return undefined;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
