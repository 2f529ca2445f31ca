/**
 * `generated/*.json`: the OpenAPI schemas of what the sandbox serves, from the official types (`kubernetes-types`),
 * `schemas/generated/markers.json`, `schemas/facts.yaml` and the custom resources in `schemas/`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Declaration, type Module, parseModule } from './declarations.ts';
import { applyFacts, type Facts, type JsonSchema, type TypeFacts } from './facts.ts';
import { moduleName, SCHEMA_PREFIXES } from './modules.ts';
import { TYPES } from './types.ts';

const here = dirname(fileURLToPath(import.meta.url));
const packageFolder = dirname(createRequire(import.meta.url).resolve('kubernetes-types/package.json'));
const markers = JSON.parse(readFileSync(join(here, 'schemas/generated/markers.json'), 'utf8')) as Record<string, Facts>;
const facts = parse(readFileSync(join(here, 'schemas/facts.yaml'), 'utf8')) as Record<string, Facts>;
const modules = new Map<string, Module>();
const schemas = new Map<string, JsonSchema>();

const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
schemas.set(INT_OR_STRING, {
  description: 'A number, or a string such as a percentage or the name of a port.',
  format: 'int-or-string',
  oneOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
});

/** Kinds that are sent to or answered by subresources and reviews, beside the served types. */
const OTHERS: readonly [module: string, kind: string][] = [
  ['autoscaling/v1', 'Scale'],
  ['authentication/v1', 'TokenRequest'],
  ['core/v1', 'Binding'],
  ['meta/v1', 'DeleteOptions'],
  ['meta/v1', 'Status'],
  ['policy/v1', 'Eviction'],
];

function load(path: string): Module {
  const known = modules.get(path);
  if (known) return known;
  const file = path === 'runtime' ? 'runtime.d.ts' : `${path}.d.ts`;
  const loaded = parseModule(readFileSync(join(packageFolder, file), 'utf8'));
  modules.set(path, loaded);
  return loaded;
}

/** Add a type and all that it refers to. @returns its full name. */
function add(path: string, name: string): string {
  const from = load(path).imports.get(name);
  if (from) return add(posix.join(posix.dirname(path), from), name);
  const full = `${SCHEMA_PREFIXES[path]}.${name}`;
  if (schemas.has(full)) return full;
  const declaration = load(path).declarations.find((candidate) => candidate.name === name);
  if (!declaration) throw new Error(`${path} has no ${name}`);
  schemas.set(full, {});
  schemas.set(full, schemaOf(path, declaration, factsOf(path, name)));
  return full;
}

/** The facts about a type's fields, from the sources' markers and from the manual table. */
function factsOf(path: string, name: string): TypeFacts {
  const [made = {}, typed = {}] = [markers[path]?.[name], facts[path]?.[name]];
  const both = Object.keys(typed).filter((field) => !field.startsWith('$') && made[field]);
  const fields = both.map((field) => [field, { ...(made[field] as object), ...(typed[field] as object) }]);
  return { ...made, ...typed, ...Object.fromEntries(fields) };
}

function schemaOf(path: string, { name, description, properties, alias }: Declaration, known: TypeFacts): JsonSchema {
  if (name === 'Quantity') {
    return { description, format: 'quantity', oneOf: [{ type: 'string' }, { type: 'number' }] };
  }
  if (alias) return { description, type: 'string', format: 'date-time' };
  if (known.$open) return { description, type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const schema: JsonSchema = { description, type: 'object', properties: {} };
  const required = properties.filter((property) => !property.optional).map((property) => property.name);
  if (required.length > 0) schema.required = required;
  for (const property of properties) {
    schema.properties![property.name] = described(typeSchema(path, property.type), property.description);
  }
  const literal = (field: string): string | undefined =>
    /^"(.*)"$/.exec(properties.find((property) => property.name === field)?.type ?? '')?.[1];
  const [apiVersion, kind] = [literal('apiVersion'), literal('kind')];
  if (apiVersion && kind) {
    const [version, group = ''] = apiVersion.split('/').reverse();
    schema['x-kubernetes-group-version-kind'] = [{ group, kind, version: version! }];
  }
  applyFacts(schema, known);
  return schema;
}

function described(schema: JsonSchema, description: string): JsonSchema {
  return schema.$ref ? { allOf: [schema], description } : { ...schema, description };
}

function typeSchema(path: string, type: string): JsonSchema {
  const list = /^Array<(.*)>$/.exec(type)?.[1] ?? /^(\w+)\[\]$/.exec(type)?.[1];
  if (list) return { type: 'array', items: typeSchema(path, list) };
  const values = /^\{ \[name: string\]: (.*); \}$/.exec(type)?.[1];
  if (values) return { type: 'object', additionalProperties: typeSchema(path, values) };
  if (type.startsWith('"')) return { type: 'string' };
  if (type === 'number | string') return { $ref: `#/components/schemas/${INT_OR_STRING}` };
  if (type === 'number') return { type: 'integer' };
  if (type === 'string' || type === 'boolean') return { type };
  return { $ref: `#/components/schemas/${add(path, type)}` };
}

/** The kinds of a module that `schemas/` describes by hand; names with a $ are shared parts. */
function addByHand(path: string, file: string): void {
  const kinds = parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }) as Record<string, JsonSchema>;
  for (const [kind, schema] of Object.entries(kinds)) {
    if (!kind.startsWith('$')) schemas.set(`${SCHEMA_PREFIXES[path]}.${kind}`, schema);
  }
}

/** @returns `generated/*.json` by their paths in the sandbox */
export function generate(): Map<string, string> {
  for (const row of TYPES) {
    const path = moduleName(row);
    const file = join(here, 'schemas', `${path.replace('/', '.')}.yaml`);
    if (existsSync(file)) addByHand(path, file);
    else add(path, row.kind);
  }
  for (const [path, kind] of OTHERS) add(path, kind);
  const files = new Map<string, string[]>();
  for (const [name, schema] of [...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = `kubernetes/resources/generated/${name.slice(0, name.lastIndexOf('.'))}.json`;
    files.set(file, [...(files.get(file) ?? []), `${JSON.stringify(name)}:${JSON.stringify(schema)}`]);
  }
  return new Map([...files].map(([file, lines]) => [file, `{\n${lines.join(',\n')}\n}\n`]));
}
