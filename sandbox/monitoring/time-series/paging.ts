import { GoogleApiError } from '../../core/google-error.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
}

/** One page of items, each of which weighs 1 unless told otherwise; a page has at least one item. */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
  limit: number,
  weight: (item: T) => number = () => 1,
): Page<T> {
  const size = Math.min(limit, Number(query.get('pageSize') ?? 0) || limit);
  const token = query.get('pageToken') ?? '';
  const start = token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString('latin1'));
  if (!Number.isInteger(start) || start < 0) {
    throw new GoogleApiError(400, `Field pageToken had an invalid value of "${token}": It was not issued by this API.`);
  }
  let end = start;
  for (let room = size; end < items.length && (end === start || weight(items[end]!) <= room); end++) {
    room -= weight(items[end]!);
  }
  const more = end < items.length && { nextPageToken: Buffer.from(String(end), 'latin1').toString('base64url') };
  return { items: items.slice(start, end), ...more };
}
