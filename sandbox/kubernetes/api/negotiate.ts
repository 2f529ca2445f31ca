import type { ApiRequest } from '../../core/http.ts';
import { StatusError } from '../store/status-error.ts';

export type Form = 'object' | 'partial' | 'table';

/** The form of the answer that the client likes best of those there are. @throws StatusError NotAcceptable */
export function formOf({ headers }: Pick<ApiRequest, 'headers'>): Form {
  const accept = String(headers.accept ?? '');
  if (accept.trim() === '') return 'object';
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const form = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (!['application/json', 'application/*', '*/*'].includes(type!)) continue;
    if (form === undefined) return 'object';
    if (form === 'table') return 'table';
    if (form.startsWith('partialobjectmetadata')) return 'partial';
  }
  throw new StatusError(
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
}

/** Answers are JSON whatever else a client would take, so a client that takes only something else is refused. */
export const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache, private',
  'content-type': 'application/json',
};
