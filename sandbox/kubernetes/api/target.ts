import { groupVersion, type ServedType, TYPES } from '../resources/types.ts';
import { StatusError } from '../store/status-error.ts';
import { flag } from './query.ts';

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** The target of a request: resource, namespace, name. */
export interface Target {
  readonly verb: Verb;
  readonly type: ServedType;
  /** Undefined for cluster-scoped types, and across all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** The path of an API request taken apart, before anyone knows whether there is such a type. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly resource: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** The deprecated `/watch/` prefix. */
  readonly watch: boolean;
}

const byPath = new Map(TYPES.map((type) => [`${groupVersion(type)}/${type.name}`, type]));

/** @returns undefined for paths that name no resource (`/version`, `/apis/apps`). @throws StatusError for bad encoding */
export function parsePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').slice(1).map(decoded);
  if (parts.at(-1) === '') parts.pop();
  const core = parts[0] === 'api';
  if ((!core && parts[0] !== 'apis') || parts.length < (core ? 3 : 4)) return undefined;
  const [group, version] = core ? ['', parts[1]!] : [parts[1]!, parts[2]!];
  let rest = parts.slice(core ? 2 : 3);
  const watch = rest[0] === 'watch';
  if (watch) rest = rest.slice(1);
  const namespaced = rest[0] === 'namespaces' && rest.length > 2 && !['finalize', 'status'].includes(rest[2]!);
  const namespace = namespaced ? rest[1] : undefined;
  if (namespaced) rest = rest.slice(2);
  const [resource, name, ...deeper] = rest;
  if (resource === undefined) return undefined;
  return { group, version, namespace, resource, name, subresource: deeper.join('/') || undefined, watch };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StatusError('BadRequest', 'the path is not well encoded');
  }
}

const METHODS: Readonly<Record<string, [named: Verb | undefined, collection: Verb | undefined]>> = {
  DELETE: ['delete', 'deletecollection'],
  GET: ['get', 'list'],
  HEAD: ['get', 'list'],
  PATCH: ['patch', undefined],
  POST: ['create', 'create'],
  PUT: ['update', undefined],
};

/** @throws StatusError NotFound for an unknown type, MethodNotAllowed for a verb that it has not */
export function targetOf(path: ResourcePath, method: string, query: URLSearchParams): Target {
  const { group, version, resource, namespace, name, subresource } = path;
  const type = byPath.get(`${groupVersion({ group, version })}/${resource}`);
  if (!type || (namespace !== undefined && !type.namespaced)) throw noSuchResource();
  if (subresource !== undefined && !type.subresources.includes(subresource)) throw noSuchResource();
  const watching = path.watch || flag(query, 'watch');
  const plain = METHODS[method]?.[name === undefined ? 1 : 0];
  const verb = watching && (plain === 'list' || plain === 'get') && !subresource ? 'watch' : plain;
  const allowed = subresource !== undefined || type.verbs.includes(verb ?? '');
  const complete = !type.namespaced || namespace !== undefined || ['list', 'watch'].includes(verb ?? '');
  if (!verb || !allowed || (verb === 'create' && name !== undefined && !subresource)) throw methodNotAllowed();
  if (!complete && !type.verbs.includes('list')) throw noSuchResource();
  if (!complete) throw methodNotAllowed();
  return { verb, type, namespace, name, subresource };
}

export function noSuchResource(): StatusError {
  return new StatusError('NotFound', 'the server could not find the requested resource');
}

export function methodNotAllowed(): StatusError {
  return new StatusError('MethodNotAllowed', 'the server does not allow this method on the requested resource');
}
