import type { ApiReply, ApiRequest } from '../../core/http.ts';
import type { KubeObject } from '../object.ts';
import { toServed } from '../resources/conversions.ts';
import { groupVersion, type ServedType } from '../resources/types.ts';
import { byClientClock } from './client-clock.ts';
import type { ApiContext } from './context.ts';
import { withHeartbeat } from './heartbeat.ts';
import { formOf, HEADERS } from './negotiate.ts';
import { partial, tableOf } from './table/table.ts';

/** `metadata` of a list. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A stored object as the client that asks for it takes it. */
export function served({ world }: ApiContext, request: ApiRequest, type: ServedType, stored: KubeObject): KubeObject {
  return toServed(type, byClientClock(withHeartbeat(stored, world), request, world));
}

/** One object, in the version and the form that the client asked for. */
export function objectReply(
  context: ApiContext,
  request: ApiRequest,
  type: ServedType,
  stored: KubeObject,
  status = 200,
): ApiReply {
  const form = formOf(request);
  if (form === 'object') return { status, headers: HEADERS, body: served(context, request, type, stored) };
  if (form === 'partial') return { status, headers: HEADERS, body: partial(stored) };
  const options = { now: context.world.clock.now(), includeObject: request.query.get('includeObject') };
  const metadata = { resourceVersion: stored.metadata.resourceVersion };
  return { status, headers: HEADERS, body: tableOf(type, [stored], metadata, options) };
}

export function listReply(
  context: ApiContext,
  request: ApiRequest,
  type: ServedType,
  stored: readonly KubeObject[],
  metadata: ListMeta,
): ApiReply {
  const form = formOf(request);
  if (form === 'table') {
    const options = { now: context.world.clock.now(), includeObject: request.query.get('includeObject') };
    return { headers: HEADERS, body: tableOf(type, stored, metadata, options) };
  }
  if (form === 'partial') {
    const kind = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' };
    return { headers: HEADERS, body: { ...kind, metadata, items: stored.map(partial) } };
  }
  const items = stored.map((object) => served(context, request, type, object));
  return { headers: HEADERS, body: { kind: `${type.kind}List`, apiVersion: groupVersion(type), metadata, items } };
}
