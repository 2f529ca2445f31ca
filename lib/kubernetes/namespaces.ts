import { shell } from '../command/command.ts';
import { OURS } from '../ownership/label.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { kubernetes } from './objects.ts';

/** The cluster has more namespaces of this runbook than the known ones: other learners use it. */
export function othersOfOurs(known: readonly string[]): Condition<readonly string[]> {
  return kubernetes({
    what: 'other learners use the cluster',
    placeholder: [],
    timeout: duration('1m'),
    shell: {
      words: shell`prints_something kubectl get namespaces -l ${OURS} --field-selector=${known.map((name) => `metadata.name!=${name}`).join(',')} -o name`,
    },
    of: { resource: 'namespaces', selector: OURS },
    judge: (namespaces) => {
      const others = namespaces.map(({ metadata }) => metadata.name).filter((name) => !known.includes(name));
      return others.length > 0 ? met(others, others.join(', ')) : pending('no other learner');
    },
  });
}
