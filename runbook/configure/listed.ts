import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type Caller, type GoogleApi, pagesOf } from '../../lib/google/api.ts';
import { enableApis } from '../preflight/project.ts';

/**
 * All pages of a list. A new project may lack an API: the remedy enables all that the runbook needs.
 * @throws RunbookError UNEXPECTED_ANSWER with the cause and its remedy
 */
export async function listed<T extends object>(api: GoogleApi, path: string, caller: Caller): Promise<readonly T[]> {
  try {
    const pages: T[] = [];
    for await (const page of pagesOf<T>(api, path, caller)) pages.push(page);
    return pages;
  } catch (error) {
    if (!(error instanceof RunbookError) || error.diagnosis !== 'API_DISABLED') throw error;
    const { code, message, evidence, diagnosis } = error;
    throw new RunbookError(code, message, { evidence, diagnosis, remedy: enableApis(caller.config.PROJECT_ID) });
  }
}
