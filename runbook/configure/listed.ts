import { explained, refusedBy } from '../../lib/diagnosis/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type Caller, type GoogleApi, lookGoogle } from '../../lib/google/api.ts';
import { enableApis } from '../preflight/project.ts';

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
    if (body === undefined) throw refusal(path, refusedBy(status, message), caller.config.PROJECT_ID);
    pages.push(body);
    token = body.nextPageToken ?? '';
  } while (token !== '');
  return pages;
}

function refusal(path: string, seen: ReturnType<typeof refusedBy>, project: string): RunbookError {
  const what = `The list of ${path.replace(/\?.*/, '').split('/').at(-1)} was refused`;
  const error = explained(new RunbookError('UNEXPECTED_ANSWER', what), seen);
  if (error.diagnosis !== 'API_DISABLED') return error;
  const { code, message, evidence, diagnosis } = error;
  return new RunbookError(code, message, { evidence, diagnosis, remedy: enableApis(project) });
}
