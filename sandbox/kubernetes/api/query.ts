import { StatusError } from '../store/status-error.ts';

/** A boolean query parameter as Kubernetes reads it: anything but `false` and `0` sets it, also nothing. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && !['false', '0'].includes(value.toLowerCase());
}

/** A number in a query; undefined when it is absent or empty. @throws StatusError BadRequest */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new StatusError('BadRequest', `strconv.ParseInt: parsing "${text}": invalid syntax`);
}
