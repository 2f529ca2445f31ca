/** JSON data as Go's `%+v` prints it, which is how some of the API's messages quote values: `map[spec:map[replicas:2]]`. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${members.map(([key, item]) => `${key}:${goValue(item)}`).join(' ')}]`;
}
