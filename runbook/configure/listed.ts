import { explained, refusedBy } from '../../lib/diagnosis/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type Caller, type GoogleApi, lookGoogle } from '../../lib/google/api.ts';

/**
 * All pages of a list. A new project refuses with what it needs first, such as an API.
 * @throws RunbookError UNEXPECTED_ANSWER with the cause and its remedy
 */
export async function listed<T>(api: GoogleApi, path: string, caller: Caller): Promise<readonly T[]> {
  const pages: T[] = [];
  let token = '';
  do {
    const page = token && `&pageToken=${encodeURIComponent(token)}`;
    const { body, status, message } = await lookGoogle<T & { nextPageToken?: string }>(api, path + page, caller);
    if (body === undefined)
      throw explained(
        new RunbookError('UNEXPECTED_ANSWER', `${api} refused to list ${path.replace(/\?.*/, '')}`),
        refusedBy(status, message),
      );
    pages.push(body);
    token = body.nextPageToken ?? '';
  } while (token !== '');
  return pages;
}
