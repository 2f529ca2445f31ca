import { OURS } from '../ownership/label.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { kubernetes } from './objects.ts';

/** There are namespaces of this runbook beside these: of other learners, who share the cluster. */
export function othersOfOurs(known: readonly string[]): Condition<readonly string[]> {
  return kubernetes({
    what: 'other learners use the cluster',
    placeholder: [],
    timeout: duration('1m'),
    of: { resource: 'namespaces', selector: OURS },
    judge: (namespaces) => {
      const others = namespaces.map(({ metadata }) => metadata.name).filter((name) => !known.includes(name));
      return others.length > 0 ? met(others, others.join(', ')) : pending('nobody else');
    },
  });
}
