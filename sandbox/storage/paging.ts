const PAGE = 1_000;

/** The page of a list that a request asks for: at most 1,000 items, as on Cloud Storage. */
export function page<T>(items: readonly T[], query: URLSearchParams): { items: readonly T[]; nextPageToken?: string } {
  const start = Number(query.get('pageToken') ?? 0) || 0;
  const end = start + Math.min(Number(query.get('maxResults')) || PAGE, PAGE);
  return { items: items.slice(start, end), ...(end < items.length && { nextPageToken: String(end) }) };
}
