import type { Config } from '../config/index.ts';
import { explained, refusedBy } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { passingError, type Retrying, retrying, TRANSIENT_STATUS } from '../retry/retry.ts';
import type { Target } from '../target/target.ts';

/** The REST APIs that conditions call directly: an answer takes milliseconds, a gcloud call a second. */
export const BASE_URL = {
  STORAGE: 'https://storage.googleapis.com/storage/v1/',
  COMPUTE: 'https://compute.googleapis.com/compute/v1/',
  CONTAINER: 'https://container.googleapis.com/',
  CLOUDRESOURCEMANAGER: 'https://cloudresourcemanager.googleapis.com/',
  IAM: 'https://iam.googleapis.com/',
  CLOUDBILLING: 'https://cloudbilling.googleapis.com/',
  CLOUDQUOTAS: 'https://cloudquotas.googleapis.com/',
  SERVICEUSAGE: 'https://serviceusage.googleapis.com/',
} as const;

export type GoogleApi = keyof typeof BASE_URL;

/** What a call needs of a session. */
export interface Caller extends Retrying {
  readonly target: Pick<Target, 'accessToken' | 'clock' | 'environment' | 'fetch'>;
  /** The project whose quota of calls is used; if empty, that of gcloud. */
  readonly config: Pick<Config, 'PROJECT_ID'>;
}

const MISSING = new Set([403, 404]);
const DEADLINE = 30_000;

export interface GoogleRequest {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
}

/** The answer of an API: its status, and its JSON after a success. */
export interface GoogleAnswer<T> {
  readonly status: number;
  readonly body: T | undefined;
  /** The API's message for a refusal. */
  readonly message: string;
}

/**
 * Call a Google API with the target's token; gcloud's endpoint overrides apply. Retries transient failures.
 * @returns undefined for a resource that does not exist or that the caller may not see
 * @throws RunbookError UNEXPECTED_ANSWER with the API's message
 */
export async function askGoogle<T>(
  api: GoogleApi,
  path: string,
  session: Caller,
  request: GoogleRequest = {},
): Promise<T | undefined> {
  const { status, body, message } = await lookGoogle<T>(api, path, session, request);
  if (MISSING.has(status)) return undefined;
  if (body !== undefined) return body;
  throw explained(new RunbookError('UNEXPECTED_ANSWER', `${api} answered HTTP ${status}`), refusedBy(status, message));
}

/**
 * All pages of a list (`nextPageToken`). @param path with its query, if any
 * @throws RunbookError UNEXPECTED_ANSWER, also without permission to list: an unreadable list proves nothing
 */
export async function* pagesOf<T extends object>(api: GoogleApi, path: string, session: Caller): AsyncGenerator<T> {
  let token = '';
  do {
    const page = token && `${path.includes('?') ? '&' : '?'}pageToken=${encodeURIComponent(token)}`;
    const { status, body, message } = await lookGoogle<T & { nextPageToken?: string }>(api, path + page, session);
    if (!body) {
      const error = new RunbookError('UNEXPECTED_ANSWER', `${api} refused to list ${path}`, {
        remedy: `Request the permission to list it, or check the console: ${CONSOLE}?project=${session.config.PROJECT_ID}`,
      });
      throw explained(error, refusedBy(status, message));
    }
    yield body as Awaited<T>;
    token = body.nextPageToken ?? '';
  } while (token !== '');
}

const CONSOLE = 'https://console.cloud.google.com/';

/** Like `askGoogle`, but returns refusals. @throws RunbookError UNEXPECTED_ANSWER without any answer */
export async function lookGoogle<T>(
  api: GoogleApi,
  path: string,
  session: Caller,
  request: GoogleRequest = {},
): Promise<GoogleAnswer<T>> {
  try {
    return await retrying(
      api,
      () => once<T>(api, path, session, request),
      (outcome) =>
        'error' in outcome
          ? passingError(outcome.error)
          : TRANSIENT_STATUS.has(outcome.value.status)
            ? `HTTP ${outcome.value.status}`
            : undefined,
      session,
    );
  } catch (cause) {
    session.signal.throwIfAborted();
    if (cause instanceof RunbookError) throw cause;
    const unanswered = new RunbookError('UNEXPECTED_ANSWER', `${api} does not answer`, { cause });
    throw explained(unanswered, refusedBy(undefined, wordsOf(cause)));
  }
}

async function once<T>(
  api: GoogleApi,
  path: string,
  { target, signal, config }: Caller,
  { method = 'GET', body }: GoogleRequest,
): Promise<GoogleAnswer<T>> {
  const base = target.environment[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`] ?? BASE_URL[api];
  const response = await target.fetch(new URL(path, base), {
    method,
    headers: {
      authorization: `Bearer ${await target.accessToken(signal)}`,
      'content-type': 'application/json',
      ...(config.PROJECT_ID && { 'x-goog-user-project': config.PROJECT_ID }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
  });
  const text = await response.text();
  if (response.ok) return { status: response.status, body: JSON.parse(text) as T, message: '' };
  return { status: response.status, body: undefined, message: messageIn(text) };
}

function messageIn(text: string): string {
  try {
    return String(JSON.parse(text).error.message);
  } catch {
    return text.slice(0, 500);
  }
}

/** The messages of an error and of its causes. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  return [error.message, code, error.cause === undefined ? '' : wordsOf(error.cause)].filter(Boolean).join(': ');
}
