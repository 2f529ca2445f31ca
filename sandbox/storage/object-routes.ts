import { type Route, route } from '../core/http.ts';
import type { ObjectRecord } from './bucket-service.ts';
import { media } from './download-routes.ts';
import { page } from './paging.ts';
import { objectResource } from './resources.ts';
import type { Storage } from './routes.ts';

/** Objects are names and sizes; of small uploads the content is kept, too. */
export function objectRoutes({ buckets }: Storage): Route[] {
  return [
    route('GET', '/b/{bucket}/o', (request) => {
      const { name: bucket } = buckets.require(request.params.bucket!);
      const { items, prefixes } = fold(buckets.objects(bucket, request.query.get('prefix') ?? ''), request.query);
      const found = page(items, request.query);
      return {
        body: {
          kind: 'storage#objects',
          ...found,
          ...(prefixes.length > 0 && { prefixes }),
          items: found.items.map((object) => objectResource(bucket, object)),
        },
      };
    }),
    route('GET', '/b/{bucket}/o/{object=**}', (request) => {
      const { bucket, object } = request.params as { bucket: string; object: string };
      const found = buckets.object(bucket, object);
      if (request.query.get('alt') === 'media') return media(found, request);
      return { body: objectResource(bucket, found) };
    }),
    route('DELETE', '/b/{bucket}/o/{object=**}', (request) => {
      const { bucket, object } = request.params as { bucket: string; object: string };
      buckets.deleteObject(bucket, object);
      return { status: 204 };
    }),
  ];
}

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
