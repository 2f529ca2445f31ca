import { loadData } from '../../core/data.ts';

/** A file of `data/profiles/`. */
export const profile = <T>(name: string): T => loadData(`profiles/${name}`);

/** Own entries only: names come from outside. */
export function entry<T>(file: string, name: string): T | undefined {
  const table = profile<Record<string, T>>(file);
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
