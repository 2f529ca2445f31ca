import type { KubeObject } from './api.ts';

/** Sorts members by name, as Go prints maps. */
export function sorted(value: KubeObject): KubeObject {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
