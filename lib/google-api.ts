import { RunbookError } from './errors.ts';
import type { Session } from './session.ts';

/** The REST APIs that conditions ask directly: an answer takes milliseconds, a gcloud call a second. */
const BASE_URL = {
  STORAGE: 'https://storage.googleapis.com/storage/v1/',
  COMPUTE: 'https://compute.googleapis.com/compute/v1/',
  CLOUDRESOURCEMANAGER: 'https://cloudresourcemanager.googleapis.com/',
} as const;

export type GoogleApi = keyof typeof BASE_URL;

const MISSING = new Set([403, 404]);
const DEADLINE = 30_000;

/**
 * Ask a Google API with the target's token; gcloud's own endpoint overrides count here too.
 * @returns undefined when there is no such thing, or none that one may see.
 * @throws RunbookError UNEXPECTED_ANSWER with the API's message.
 */
export async function askGoogle<T>(
  api: GoogleApi,
  path: string,
  session: Session,
  request: { readonly method?: 'GET' | 'POST'; readonly body?: unknown } = {},
): Promise<T | undefined> {
  const { target, signal, config } = session;
  const base = target.environment[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`] ?? BASE_URL[api];
  const response = await fetch(new URL(path, base), {
    method: request.method ?? 'GET',
    headers: {
      authorization: `Bearer ${await target.accessToken(signal)}`,
      'content-type': 'application/json',
      'x-goog-user-project': config.PROJECT_ID,
    },
    body: request.body === undefined ? null : JSON.stringify(request.body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
  });
  if (MISSING.has(response.status)) return undefined;
  const text = await response.text();
  if (!response.ok) {
    throw new RunbookError('UNEXPECTED_ANSWER', `${api} answered HTTP ${response.status}`, {
      evidence: [text.slice(0, 500)],
    });
  }
  return JSON.parse(text) as T;
}
