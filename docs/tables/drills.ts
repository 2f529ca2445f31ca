import type { Drill } from '../../workshop/drills/drill.ts';
import { drills } from '../../workshop/drills/list/index.ts';
import { stepsOf } from '../../workshop/drills/stages.ts';
import { code, table } from './markdown.ts';

/** Every drill, in the order of the list. */
export function drillsTable(): string {
  return table(
    ['drill', 'title', 'level', 'minutes', 'topics', 'starts after', 'target', 'source'],
    drills.map((one) => [
      code(one.id),
      `${one.title.en} (${one.title.zh})`,
      String(one.level),
      String(one.minutes),
      one.topics.join(', '),
      last(one),
      one.faults.length > 0 ? 'sandbox' : 'sandbox, gke',
      one.source.startsWith('https:') ? `<${one.source}>` : one.source,
    ]),
  );
}

const last = ({ stage }: Drill): string => stepsOf(stage).at(-1)?.id ?? 'nothing';
