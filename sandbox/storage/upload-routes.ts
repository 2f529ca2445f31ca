import { createHash } from 'node:crypto';
import { type ApiRequest, type Route, route } from '../core/http.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import { crc32c } from './crc32c.ts';
import { notSimulated } from './refusals.ts';
import { objectResource } from './resources.ts';
import type { Storage } from './routes.ts';

interface Upload {
  readonly name?: string | undefined;
  readonly contentType?: string | undefined;
  readonly media: Buffer;
}

/** How a request to `objects.insert` carries the object, by `uploadType`. */
const UPLOADS: Readonly<Record<string, (request: ApiRequest) => Upload>> = {
  media: ({ body, headers }) => ({ media: body, contentType: headers['content-type'] as string | undefined }),
  multipart: ({ body, headers }) => readMultipart(body, String(headers['content-type'])),
};

/** The largest content that is kept (bytes): the journal has it. */
const KEPT = 65_536;

/** `objects.insert`: records the size and the hashes of an upload, and the content of a small one. */
export function uploadRoutes({ buckets }: Storage): Route[] {
  const insert = (request: ApiRequest) => {
    const { name: bucket } = buckets.require(request.params.bucket!);
    const type = request.query.get('uploadType') ?? 'media';
    const read = Object.hasOwn(UPLOADS, type) ? UPLOADS[type] : undefined;
    if (!read) throw notSimulated(`${type} uploads, which gcloud uses for files above 8 MiB`);
    const { name = request.query.get('name'), contentType, media } = read(request);
    if (!name) throw new LegacyApiError(400, 'required', 'Required parameter: name');
    const md5Hash = createHash('md5').update(media).digest('base64');
    const content = media.length <= KEPT && { content: media.toString('base64') };
    const facts = { md5Hash, crc32c: crc32c(media), ...content, ...(contentType && { contentType }) };
    const object = buckets.putObject(bucket, name, media.length, facts);
    return { body: objectResource(bucket, object) };
  };
  return [route('POST', '/b/{bucket}/o', insert)];
}

/** A multipart/related body of two parts: the object's metadata as JSON, and its media. */
function readMultipart(body: Buffer, header: string): Upload {
  const boundary = /boundary=["']?([^"';]+)/.exec(header)?.[1];
  if (!boundary) throw malformed();
  // One byte is one character in latin1, so the media passes unchanged.
  const [, metadata = '', media = ''] = body.toString('latin1').split(`--${boundary}`).map(content);
  try {
    const { name, contentType } = JSON.parse(metadata) as { name?: string; contentType?: string };
    return { name, contentType, media: Buffer.from(media, 'latin1') };
  } catch {
    throw malformed();
  }
}

/** What follows a part's headers, without the line break before the next boundary. */
function content(part: string): string {
  return /\r?\n\r?\n([\s\S]*?)\r?\n$/.exec(part)?.[1] ?? '';
}

function malformed(): LegacyApiError {
  return new LegacyApiError(400, 'parseError', 'Malformed multipart body.');
}
