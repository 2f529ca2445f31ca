import { parse, YAMLError } from 'yaml';
import type { ApiRequest } from '../../core/http.ts';
import { StatusError } from '../store/status-error.ts';
import { decodeProtobuf, PROTOBUF } from './protobuf/decode.ts';

/** Nesting beyond this is refused, as Kubernetes' own decoder does. */
const MAX_DEPTH = 10_000;

type Decoder = (body: Buffer) => unknown;

const DECODERS: Readonly<Record<string, Decoder>> = {
  '': parseJson,
  'application/json': parseJson,
  'application/x-yaml': parseYaml,
  'application/yaml': parseYaml,
  'text/yaml': parseYaml,
  [PROTOBUF]: decodeProtobuf,
};

export function mediaType(request: Pick<ApiRequest, 'headers'>): string {
  return String(request.headers['content-type'] ?? '')
    .split(';')[0]!
    .trim()
    .toLowerCase();
}

/** The body of a create or update as plain data. @throws StatusError UnsupportedMediaType or BadRequest */
export function parseBody(request: Pick<ApiRequest, 'headers' | 'body'>): Record<string, unknown> {
  const decoder = DECODERS[mediaType(request)];
  if (!decoder) throw unsupported(Object.keys(DECODERS).filter((type) => type !== ''));
  return requireObject(decoder(request.body));
}

export function unsupported(accepted: readonly string[]): StatusError {
  return new StatusError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

export function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StatusError('BadRequest', 'the object provided is unrecognized (must be of type Object)');
  }
  return value as Record<string, unknown>;
}

export function parseJson(body: Buffer): unknown {
  const text = body.toString('utf8');
  if (depth(text) > MAX_DEPTH) throw new StatusError('BadRequest', 'exceeded max depth');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StatusError('BadRequest', `the body of the request is no valid JSON: ${(error as Error).message}`);
  }
}

/** YAML, which JSON is a part of. */
export function parseYaml(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'), { maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof YAMLError) && !(error instanceof ReferenceError)) throw error;
    throw new StatusError('BadRequest', `error converting YAML to JSON: ${error.message.split('\n')[0]}`);
  }
}

/** How many brackets are open at most, strings counted in: a bound for the parser's recursion. */
function depth(text: string): number {
  let open = 0;
  let most = 0;
  for (const { 0: bracket } of text.matchAll(/[[\]{}]/g)) {
    open += bracket === '[' || bracket === '{' ? 1 : -1;
    if (open > most) most = open;
  }
  return most;
}
