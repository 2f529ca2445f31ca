import { type Difference, onlyInOne } from './difference.ts';
import { grouped } from './grouped.ts';
import type { Track } from './states.ts';

/**
 * The orders of states that only one side has. Replicas have one name, so a name has several orders. An order with
 * fewer states than one of the other side is none: between two polls a state can pass unseen.
 */
export function orderDifferences(recorded: readonly Track[], sandbox: readonly Track[]): readonly Difference[] {
  const [left, right] = [grouped(recorded, ({ name }) => name), grouped(sandbox, ({ name }) => name)];
  return [...left].flatMap(([name, tracks]) => {
    const others = right.get(name);
    if (others === undefined) return [];
    return onlyInOne('order', name, beyond(tracks, others), beyond(others, tracks));
  });
}

function beyond(tracks: readonly Track[], others: readonly Track[]): readonly string[] {
  return tracks
    .filter((track) => !others.some((other) => isPartOf(statesOf(track), statesOf(other))))
    .map((track) => statesOf(track).join(' → '));
}

const statesOf = ({ stays }: Track): readonly string[] => stays.map(({ state }) => state);

/** Whether a list has these items in this order, perhaps with others between them. */
function isPartOf(items: readonly string[], list: readonly string[]): boolean {
  let at = 0;
  for (const item of list) if (item === items[at]) at++;
  return at === items.length;
}
