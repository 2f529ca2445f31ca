import leven from 'leven';

/** Suggests a name for a typo: the shortest that begins so, or the nearest, of whose letters at most a third differ. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const [longer] = names.filter((name) => typed.length > 1 && name.startsWith(typed)).sort(byLength);
  if (longer !== undefined) return longer;
  const ranked = names.map((name) => ({ name, changes: leven(typed, name) })).sort((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best && best.changes <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

const byLength = (a: string, b: string): number => a.length - b.length;
