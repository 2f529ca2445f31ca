import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ApiReply } from '../../core/http.ts';
import type { JsonSchema } from '../resources/facts.ts';
import { schemaName } from '../resources/modules.ts';
import { schema } from '../resources/shape.ts';
import { groupVersion, type ServedType, TYPES } from '../resources/types.ts';
import { patchTypes } from './patch/patch.ts';
import { swagger } from './swagger.ts';

const REF = /"\$ref":"#\/components\/schemas\/([^"]+)"/g;
const GENERATED = new URL('../resources/generated/', import.meta.url);

let contentHash: string | undefined;
const documents = new Map<string, Buffer>();

/** `/openapi/v3`: where each group version's document is; the hash lets clients keep it. */
export function openApiIndex(): object {
  contentHash ??= readdirSync(GENERATED)
    .sort()
    .reduce((sum, file) => sum.update(readFileSync(new URL(file, GENERATED))), createHash('sha256'))
    .digest('hex')
    .toUpperCase();
  const groups = new Set(TYPES.map(pathOf));
  const entry = (path: string) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${contentHash}` }];
  return { paths: Object.fromEntries([...groups].map(entry)) };
}

/** @param path `apis/apps/v1` or `api/v1` */
export function openApiDocument(path: string, version: string): Buffer | undefined {
  const known = documents.get(path);
  if (known) return known;
  const types = TYPES.filter((type) => pathOf(type) === path);
  if (types.length === 0) return undefined;
  const made = Buffer.from(
    JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: `v${version}` },
      paths: Object.assign({}, ...types.map(paths)),
      components: { schemas: closure(types.map(schemaName)) },
    }),
  );
  documents.set(path, made);
  return made;
}

/** `/openapi/v2`. */
export function openApiV2(accept: string, version: string): ApiReply {
  return swagger(accept, version, closure(TYPES.map(schemaName)));
}

function pathOf(type: ServedType): string {
  return `${type.group === '' ? 'api' : 'apis'}/${groupVersion(type)}`;
}

/** The schemas by name with all that they refer to. */
function closure(names: readonly string[]): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {};
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found[name]) continue;
    found[name] = schema(name);
    for (const [, ref] of JSON.stringify(found[name]).matchAll(REF)) pending.push(ref!);
  }
  return found;
}

const parameter = (name: string, place: 'path' | 'query', type = 'string') => ({
  name,
  in: place,
  ...(place === 'path' && { required: true }),
  schema: { type },
});
const WRITES = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => parameter(name, 'query'));
const LISTS = ['continue', 'fieldSelector', 'labelSelector', 'resourceVersion'].map((name) => parameter(name, 'query'));

function paths(type: ServedType): Record<string, unknown> {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(type)}` } } };
  const { group, version, kind } = type;
  const operation = (action: string, parameters: unknown[], body?: object) => ({
    tags: [`${group || 'core'}_${version}`],
    parameters,
    ...(body && { requestBody: { content: body } }),
    responses: { 200: { description: 'OK', content } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  });
  const patches = Object.fromEntries(patchTypes(type).map((format) => [format, { schema: { type: 'object' } }]));
  const all: Record<string, object> = {
    create: { post: operation('post', WRITES, content) },
    list: { get: operation('list', LISTS) },
    delete: { delete: operation('delete', [parameter('dryRun', 'query')]) },
    get: { get: operation('get', []) },
    patch: { patch: operation('patch', [...WRITES, parameter('force', 'query', 'boolean')], patches) },
    update: { put: operation('put', WRITES, content) },
  };
  const served = (verbs: string[]): object =>
    Object.assign({}, ...verbs.filter((verb) => type.verbs.includes(verb)).map((verb) => all[verb]));
  const space = type.namespaced ? [parameter('namespace', 'path')] : [];
  const collection = `/${pathOf(type)}${type.namespaced ? '/namespaces/{namespace}' : ''}/${type.name}`;
  return {
    ...(type.namespaced && type.verbs.includes('list') && { [`/${pathOf(type)}/${type.name}`]: all.list }),
    [collection]: { ...served(['create', 'list']), parameters: space },
    [`${collection}/{name}`]: {
      ...served(['delete', 'get', 'patch', 'update']),
      parameters: [parameter('name', 'path'), ...space],
    },
  };
}
