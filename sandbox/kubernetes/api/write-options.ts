import type { ApiRequest } from '../../core/http.ts';
import { StatusError } from '../store/status-error.ts';
import { flag } from './query.ts';

/** The query parameters of a request that writes. */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** Who is said to own the fields that are written; the user agent's name unless it is given. */
  readonly fieldManager: string;
  readonly fieldValidation: 'Ignore' | 'Strict' | 'Warn';
  /** Take over the fields of other managers (server-side apply). */
  readonly force: boolean;
  /** The object says already who manages what: it comes from server-side apply. */
  readonly applied?: boolean;
}

const VALIDATIONS = ['Ignore', 'Strict', 'Warn'] as const;

/** @throws StatusError Invalid */
export function writeOptions({ query, headers }: Pick<ApiRequest, 'query' | 'headers'>): WriteOptions {
  const dryRuns = query.getAll('dryRun');
  if (dryRuns.some((value) => value !== 'All')) {
    throw new StatusError('Invalid', `dryRun: Unsupported value: "${dryRuns[0]}": supported values: "All"`);
  }
  const validation = query.get('fieldValidation') || 'Warn';
  const fieldValidation = VALIDATIONS.find((known) => known === validation);
  if (!fieldValidation) {
    const supported = VALIDATIONS.map((known) => `"${known}"`).join(', ');
    throw new StatusError(
      'Invalid',
      `fieldValidation: Unsupported value: "${validation}": supported values: ${supported}`,
    );
  }
  return {
    dryRun: dryRuns.length > 0,
    fieldManager: query.get('fieldManager') || String(headers['user-agent'] ?? 'unknown').split('/')[0]!,
    fieldValidation,
    force: flag(query, 'force'),
  };
}
