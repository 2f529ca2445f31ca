/** A boolean query parameter as Kubernetes reads it: anything but `false` and `0` sets it, also nothing. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && !['false', '0'].includes(value.toLowerCase());
}
