import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const cache = new Map<string, unknown>();

/** A file of `data/profiles/`, read once. */
export function profile<T>(name: string): T {
  let found = cache.get(name);
  if (!found) {
    found = parse(readFileSync(new URL(`../../data/profiles/${name}.yaml`, import.meta.url), 'utf8'), { merge: true });
    cache.set(name, found);
  }
  return found as T;
}

/** Own entries only: names come from outside. */
export function entry<T>(file: string, name: string): T | undefined {
  const table = profile<Record<string, T>>(file);
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
