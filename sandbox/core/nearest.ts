import leven from 'leven';

/** Suggests a name for a typo: the only one that begins so, or the nearest, of whose letters at most a third differ. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const longer = names.filter((name) => typed.length > 1 && name.startsWith(typed));
  if (longer.length === 1) return longer[0];
  const ranked = names.map((name) => ({ name, changes: leven(typed, name) })).sort((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best && best.changes <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}
