import leven from 'leven';

/** The name that was probably meant: at most a third of its letters are wrong, missing or too many. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const ranked = names.map((name) => ({ name, changes: leven(typed, name) })).sort((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best && best.changes <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}
