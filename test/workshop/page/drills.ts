import type { DrillBook, DrillProgress, Verdict } from '../../../workshop/page/index.ts';
import type { Text } from '../../../workshop/text.ts';

const text = (en: string, zh = en): Text => ({ en, zh });

/** A drill book of one drill, in memory: every check gives half of the points. @param fails the actions that fail, with their error */
export function drillBook(
  fails: Partial<Record<'start' | 'check' | 'progress', Error>> = {},
): DrillBook & { readonly seen: readonly string[] } {
  let progress: DrillProgress = { results: {} };
  const seen: string[] = [];
  const begin = async (id: string): Promise<void> => {
    progress = { current: { id, startedAt: '2026-01-01T00:00:00.000Z', hints: 0 }, results: {} };
  };
  const verdict: Verdict = {
    drill: 'quota',
    points: 1,
    of: 2,
    passed: false,
    items: [
      { what: text('The quota is 8', '配额为 8'), message: text('It is 8'), met: true, points: 1, of: 1 },
      { what: text('A node runs', '节点在运行'), message: text('None runs'), met: false, points: 0, of: 1 },
    ],
  };
  return {
    seen,
    drills: [
      {
        id: 'quota',
        title: text('No quota', '没有配额'),
        story: text('Nothing starts.', '什么都启动不了。'),
        goal: text('The model server runs.', '模型服务器在运行。'),
        hints: [text('Look at the events.', '查看事件。'), text('Look at the quota.'), text('Raise it.')],
        debrief: text('Events first.'),
        minutes: 10,
        level: 1,
      },
    ],
    progress: async () => {
      if (fails.progress) throw fails.progress;
      return progress;
    },
    start: async (id) => {
      if (fails.start) throw fails.start;
      seen.push('start');
      await begin(id);
    },
    hint: async () => {
      seen.push('hint');
      const { current } = progress;
      if (current) progress = { ...progress, current: { ...current, hints: current.hints + 1 } };
    },
    check: async () => {
      if (fails.check) throw fails.check;
      seen.push('check');
      return verdict;
    },
    reset: async () => {
      seen.push('reset');
      await begin('quota');
    },
  };
}
