import { type ApiReply, type ApiRequest, type Route, route } from '../core/http.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import type { ObjectRecord } from './bucket-service.ts';
import type { Storage } from './routes.ts';

/** `alt=media` at gcloud's address for downloads. */
export function downloadRoutes({ buckets }: Storage): Route[] {
  return [
    route('GET', '/b/{bucket}/o/{object=**}', (request) => {
      const { bucket, object } = request.params as { bucket: string; object: string };
      return media(buckets.object(bucket, object), request);
    }),
  ];
}

/** The bytes asked for. @throws LegacyApiError 403, after which gcloud tries no more, for an object without content */
export function media({ name, size, content, contentType }: ObjectRecord, { headers }: ApiRequest): ApiReply {
  if (content === undefined && size > 0) throw new LegacyApiError(403, 'forbidden', noContent(name));
  const bytes = Buffer.from(content ?? '', 'base64');
  const type = { 'content-type': contentType ?? 'application/octet-stream' };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(String(headers.range ?? '')) ?? [];
  if (from === undefined || Number(from) >= size) return { headers: type, body: bytes };
  const last = Math.min(size - 1, to ? Number(to) : size - 1);
  const range = { 'content-range': `bytes ${from}-${last}/${size}` };
  return { status: 206, headers: { ...type, ...range }, body: bytes.subarray(Number(from), last + 1) };
}

function noContent(name: string): string {
  return `[sandbox] Not simulated: the content of ${name}; of larger objects the sandbox keeps the name and the size.`;
}
