import { decodeProtobuf, PROTOBUF } from '../../../sandbox/kubernetes/api/protobuf/decode.ts';
import type { Recorded } from './recorder.ts';

/** What a request says, without what clients may say differently. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Discovery and schemas: kubectl keeps them on disk, and each client asks as it likes. */
const ABOUT_THE_API = /^\/(version|api|apis|openapi\/.*)(\?|$)/;
/** Waiting for a deletion: kubectl looks once, and then watches as long as it takes. */
const WAITING = /fieldSelector=metadata\.name.*(watch=true|resourceVersion=0)/;

/** A newer kubectl tries a WebSocket first. */
const isAttempt = ({ method, path }: Recorded): boolean => method === 'GET' && path.includes('/portforward');

export function normal(recorded: readonly Recorded[]): readonly Request[] {
  const deletes = recorded.some(({ method, path }) => method === 'DELETE' && /^\/apis?\//.test(path));
  const requests = recorded
    .filter((request) => !isAttempt(request))
    .filter(({ path }) => !ABOUT_THE_API.test(path) && !(deletes && WAITING.test(path)))
    .map(({ method, path, headers, body }) => ({
      method,
      path: normalPath(path),
      body: bodyOf(body, headers['content-type']),
    }));
  return simultaneous(requests);
}

/** Names and versions that a sandbox gives are its own. */
function normalPath(path: string): string {
  const url = new URL(path, 'http://any');
  url.searchParams.sort();
  return `${url.pathname}${url.search}`
    .replace(/operation-\d+-[0-9a-f-]+/, 'operation-ID')
    .replace(/resourceVersion=[1-9]\d*/, 'resourceVersion=LATEST')
    .replace(/generation=\d+/, 'generation=LATEST')
    .replace(/vllm-tpu-[0-9a-f]+-[0-9a-z]{5}/, 'POD');
}

function bodyOf(body: Buffer, type: string | undefined): unknown {
  if (body.length === 0) return undefined;
  return meaning(type === PROTOBUF ? decodeProtobuf(body) : JSON.parse(body.toString('utf8')));
}

/** Protobuf has no missing fields, and a moment can be written in several ways. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value === 'string') return moment(value);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([key]) => !['generation', 'metageneration', 'etag'].includes(key))
    .map(([key, member]) => [key, meaning(member)] as const)
    .filter(([key, member]) => !isEmpty(member) && !(key === 'creationTimestamp' && member === null));
  return Object.fromEntries(members);
}

function moment(text: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/.test(text) ? 'MOMENT' : text;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

/** What one client asks at once has no order. */
function simultaneous(requests: readonly Request[]): readonly Request[] {
  const runs: Request[][] = [];
  for (const request of requests) {
    const run = runs.at(-1);
    if (run?.[0]?.method === request.method) run.push(request);
    else runs.push([request]);
  }
  return runs.flatMap((run) => run.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
