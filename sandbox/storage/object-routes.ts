import { type ApiRequest, type Route, route } from '../core/http.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import type { ObjectRecord } from './bucket-service.ts';
import { objectResource } from './resources.ts';
import type { Storage } from './routes.ts';

const PAGE = 1_000;

/** Objects are names and sizes. Uploads are measured and dropped; downloads are refused. */
export function objectRoutes({ buckets }: Storage): Route[] {
  return [
    route('GET', '/b/{bucket}/o', (request) => {
      const { name: bucket } = buckets.require(request.params.bucket!);
      const { items, prefixes } = fold(buckets.objects(bucket, request.query.get('prefix') ?? ''), request.query);
      const start = Number(request.query.get('pageToken') ?? 0) || 0;
      const end = start + Math.min(Number(request.query.get('maxResults')) || PAGE, PAGE);
      return {
        body: {
          kind: 'storage#objects',
          ...(end < items.length && { nextPageToken: String(end) }),
          ...(prefixes.length > 0 && { prefixes }),
          items: items.slice(start, end).map((object) => objectResource(bucket, object)),
        },
      };
    }),
    route('GET', '/b/{bucket}/o/{object=**}', (request) => {
      const { bucket, object } = request.params as { bucket: string; object: string };
      const found = buckets.object(bucket, object);
      if (request.query.get('alt') === 'media') throw NO_CONTENT;
      return { body: objectResource(bucket, found) };
    }),
    route('DELETE', '/b/{bucket}/o/{object=**}', (request) => {
      const { bucket, object } = request.params as { bucket: string; object: string };
      buckets.deleteObject(bucket, object);
      return { status: 204 };
    }),
  ];
}

const NO_CONTENT = new LegacyApiError(501, 'notImplemented', 'The sandbox keeps the names and sizes of objects only.');

/** What follows the prefix up to the delimiter is listed once, as a prefix. */
function fold(objects: readonly ObjectRecord[], query: URLSearchParams) {
  const delimiter = query.get('delimiter');
  if (!delimiter) return { items: objects, prefixes: [] };
  const from = (query.get('prefix') ?? '').length;
  const prefixes = new Set<string>();
  const items = objects.filter(({ name }) => {
    const at = name.indexOf(delimiter, from);
    if (at >= 0) prefixes.add(name.slice(0, at + delimiter.length));
    return at < 0;
  });
  return { items, prefixes: [...prefixes] };
}

/** `objects.insert`, by each of the API's three ways. */
export function uploadRoutes({ buckets }: Storage): Route[] {
  const store = (bucket: string, name: string | undefined, size: number, contentType?: string) => {
    if (!name) throw new LegacyApiError(400, 'required', 'Required parameter: name');
    return { body: objectResource(bucket, buckets.putObject(bucket, name, size, contentType)) };
  };
  const insert = (request: ApiRequest) => {
    const { name: bucket } = buckets.require(request.params.bucket!);
    const contentType = String(request.headers['content-type'] ?? 'application/octet-stream');
    const name = request.query.get('name') ?? undefined;
    if (request.query.get('uploadType') !== 'multipart') return store(bucket, name, request.body.length, contentType);
    const parts = readMultipart(request.body, contentType);
    return store(bucket, name ?? parts.name, parts.size, parts.contentType);
  };
  return [route('POST', '/b/{bucket}/o', insert)];
}

/** The metadata's name and the length of the media of a multipart/related body. */
function readMultipart(body: Buffer, contentType: string): { name?: string; size: number; contentType?: string } {
  const boundary = /boundary=["']?([^"';]+)/.exec(contentType)?.[1] ?? '';
  const parts = body.toString('latin1').split(`--${boundary}`);
  const [metadata = '', media = ''] = parts.slice(1, 3).map((part) => part.replace(/\r?\n$/, ''));
  const content = (part: string): string => part.slice(part.search(/\r?\n\r?\n/)).replace(/^\r?\n\r?\n/, '');
  try {
    const { name, contentType: type } = JSON.parse(content(metadata)) as { name?: string; contentType?: string };
    return { ...(name && { name }), ...(type && { contentType: type }), size: content(media).length };
  } catch {
    throw new LegacyApiError(400, 'parseError', 'Malformed multipart body.');
  }
}
