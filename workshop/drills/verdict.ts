import type { Session } from '../../lib/session/session.ts';
import type { Text } from '../text.ts';
import type { Drill, Item } from './drill.ts';
import { activeFaults } from './sandbox.ts';

export interface CheckedItem {
  readonly what: Text;
  readonly message: Text;
  readonly met: boolean;
  readonly points: number;
  readonly of: number;
}

/** The result of a check. */
export interface Verdict {
  readonly drill: string;
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly items: readonly CheckedItem[];
}

/** A verdict with what the running drill has cost. */
export interface CheckedDrill extends Verdict {
  /** Hints that were shown. */
  readonly hints: number;
  /** The solution was shown: the check gives no points. */
  readonly solved: boolean;
}

/** Ask the world how far a drill is. Reads only. */
export async function grade(drill: Drill, session: Session): Promise<Verdict> {
  const items: CheckedItem[] = [];
  // One after the other: a check must not need more connections than a person.
  for (const item of [...fairness(drill), ...drill.items(session)]) items.push(await graded(item, session));
  return summed(drill, items);
}

/** Nothing counts while a fault of the drill was switched off. */
export function summed({ id }: Pick<Drill, 'id'>, items: readonly CheckedItem[]): Verdict {
  const passed = items.every(({ met }) => met);
  const fair = items.every(({ met, what }) => met || what !== FAIR.what);
  const sum = (of: (item: CheckedItem) => number): number => items.reduce((total, item) => total + of(item), 0);
  return { drill: id, points: fair ? sum(({ points }) => points) : 0, of: sum(({ of }) => of), passed, items };
}

async function graded({ what, points, met, unmet, ask }: Item, session: Session): Promise<CheckedItem> {
  const yes = await ask(session).catch(() => {
    session.signal.throwIfAborted();
    return false;
  });
  return { what, message: yes ? met : unmet, met: yes, points: yes ? points : 0, of: points };
}

/** Without it nothing counts. */
export const FAIR = {
  what: { en: 'The fault of this drill is still on', zh: '本演练注入的故障仍然开启' },
  met: { en: 'The fault of this drill is still on.', zh: '本演练注入的故障仍然开启。' },
  unmet: {
    en: 'A fault of this drill was switched off. On Google Cloud nobody can do that: start the drill again.',
    zh: '有人关掉了本演练注入的故障。在 Google Cloud 上没人能这么做：请重新开始本练习。',
  },
} as const;

function fairness({ faults }: Drill): readonly Item[] {
  if (faults.length === 0) return [];
  const ask = async (session: Session): Promise<boolean> => {
    const on = await activeFaults(session);
    return faults.every(({ name }) => on.has(name));
  };
  return [{ ...FAIR, points: 0, ask }];
}
