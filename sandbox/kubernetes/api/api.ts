import type { ApiReply, ApiRequest } from '../../core/http.ts';
import { delegated, forward } from './aggregation.ts';
import type { ApiContext, ResourceHandler } from './context.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { discover } from './discovery-routes.ts';
import { HEADERS } from './negotiate.ts';
import { refuseAbsent, refuseAbsentPath, warningOf } from './not-simulated.ts';
import { openApiDocument, openApiIndex, openApiV2 } from './openapi.ts';
import { patchObject } from './patch/patch.ts';
import { getObject, listObjects } from './read.ts';
import { SPECIAL } from './subresources/special.ts';
import { methodNotAllowed, noSuchResource, parsePath, type Target, targetOf, type Verb } from './target.ts';
import { versionInfo } from './version.ts';
import { watchObjects } from './watch.ts';
import { createObject, updateObject } from './write.ts';

const VERBS: Readonly<Record<Verb, ResourceHandler>> = {
  create: createObject,
  delete: deleteObject,
  deletecollection: deleteCollection,
  get: getObject,
  list: listObjects,
  patch: patchObject,
  update: updateObject,
  watch: watchObjects,
};

const HEALTHY: ApiReply = { headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }, body: 'ok' };

/** Paths that name no resource. */
const FIXED: Readonly<Record<string, (context: ApiContext, request: ApiRequest) => ApiReply>> = {
  '/healthz': () => HEALTHY,
  '/livez': () => HEALTHY,
  '/readyz': () => HEALTHY,
  '/version': ({ version }) => ({ headers: HEADERS, body: versionInfo(version) }),
  '/openapi/v2': ({ version }, { headers }) => openApiV2(String(headers.accept ?? ''), version),
  '/openapi/v3': () => ({ headers: HEADERS, body: openApiIndex() }),
};

/** Answers a request to the API of one cluster. @throws StatusError */
export async function answer(context: ApiContext, request: ApiRequest): Promise<ApiReply> {
  const path = request.path.replace(/(.)\/$/, '$1');
  const resource = parsePath(path);
  if (!resource) return information(context, { ...request, path });
  const apiService = delegated(context, resource.group, resource.version);
  if (apiService) return forward(context, apiService, request);
  refuseAbsent(context, resource);
  const target = targetOf(resource, request.method, request.query);
  const reply = await handlerOf(target)(context, target, request);
  const warning = warningOf(target);
  return warning.warning === undefined ? reply : { ...reply, headers: { ...reply.headers, ...warning } };
}

/** Paths without a resource are read-only. */
async function information(context: ApiContext, request: ApiRequest): Promise<ApiReply> {
  const { path, method } = request;
  refuseAbsentPath(path);
  const found = Object.hasOwn(FIXED, path) ? FIXED[path]!(context, request) : await described(context, request);
  if (!found) throw noSuchResource();
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  return found;
}

function described(context: ApiContext, request: ApiRequest): ApiReply | Promise<ApiReply | undefined> | undefined {
  const document = /^\/openapi\/v3\/(.*)/.exec(request.path)?.[1];
  return document === undefined ? discover(context, request) : openApi(context, document);
}

function handlerOf(target: Target): ResourceHandler {
  const { type, subresource, verb } = target;
  const place = subresource === undefined ? `${type.group}/${type.name}` : `${type.name}/${subresource}`;
  const special = SPECIAL[place] ?? (subresource === undefined ? undefined : SPECIAL[`*/${subresource}`]);
  if (!special) return VERBS[verb];
  const handler = special[verb];
  if (!handler) throw methodNotAllowed();
  return handler;
}

function openApi({ version }: ApiContext, path: string): ApiReply | undefined {
  const body = openApiDocument(path, version);
  return body && { headers: { 'cache-control': 'public, immutable', 'content-type': 'application/json' }, body };
}
