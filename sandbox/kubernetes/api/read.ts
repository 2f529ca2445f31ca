import type { KubeObject } from '../object.ts';
import { fieldSelector } from '../store/selectors.ts';
import { notFound, StatusError } from '../store/status-error.ts';
import { type ApiContext, nameOf, type ResourceHandler } from './context.ts';
import { checkFieldSelector } from './field-labels.ts';
import { integer } from './query.ts';
import { listReply, objectReply } from './render.ts';
import type { Target } from './target.ts';

export function existing({ store }: ApiContext, { type, namespace, name }: Target): KubeObject {
  const object = store.get(type.name, namespace, name!);
  if (!object) throw notFound(type, name!);
  return object;
}

export const getObject: ResourceHandler = (context, target, request) =>
  objectReply(context, request, target.type, existing(context, target));

/** The selectors of a list, watch or deletecollection. @throws StatusError BadRequest */
export function selectorsOf(target: Target, query: URLSearchParams) {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  checkFieldSelector(target.type, fieldSelector(fields).fields, { labels, fields });
  const named =
    target.name === undefined ? fields : [`metadata.name=${nameOf(target)}`, fields].filter(Boolean).join(',');
  return { namespace: target.namespace, labelSelector: labels, fieldSelector: named };
}

/** The position of a paged list: the last key, and the version of the first page. */
interface Continue {
  readonly version: string;
  readonly after: string;
}

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
const byKey = (a: KubeObject, b: KubeObject): number => {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : Number(left > right);
};

export const listObjects: ResourceHandler = (context, target, request) => {
  const { query } = request;
  const selectors = selectorsOf(target, query);
  const limit = integer(query, 'limit') ?? 0;
  const from = continued(query.get('continue'));
  const version = from?.version ?? String(context.store.resourceVersion);
  let items = context.store.list(target.type.name, selectors).sort(byKey);
  if (from) items = items.filter((object) => keyOf(object) > from.after);
  if (limit <= 0 || items.length <= limit) {
    return listReply(context, request, target.type, items, { resourceVersion: version });
  }
  const page = items.slice(0, limit);
  return listReply(context, request, target.type, page, {
    resourceVersion: version,
    continue: Buffer.from(JSON.stringify({ version, after: keyOf(page.at(-1)!) })).toString('base64url'),
    ...(!selectors.labelSelector && !selectors.fieldSelector && { remainingItemCount: items.length - limit }),
  });
};

function continued(token: string | null): Continue | undefined {
  if (!token) return undefined;
  try {
    const { version, after } = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (typeof version === 'string' && typeof after === 'string') return { version, after };
  } catch {}
  throw new StatusError('BadRequest', 'continue key is not valid: illegal base64 data');
}
