import type { Call, Command } from '../command.ts';
import { print, Refused } from '../tool.ts';
import { references, withCluster } from './cluster.ts';
import { nameOf, pathOf } from './resources.ts';

/** Commands that change an object's labels or annotations, and their output. */
const CHANGES = [
  { words: 'label', field: 'labels', done: 'labeled', unchanged: 'not labeled' },
  { words: 'annotate', field: 'annotations', done: 'annotated', unchanged: 'annotated' },
] as const;

/** `kubectl label|annotate TYPE NAME KEY=VALUE KEY- …` */
export const metadata: readonly Command[] = CHANGES.map(({ words, field, done, unchanged }) => ({
  words,
  operands: [3, 10],
  flags: { overwrite: { kind: 'switch' } },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const [type = '', name = '', ...pairs] = call.operands;
      const [reference] = await references(cluster, [type, name]);
      const path = pathOf(reference!.resource, cluster.namespace, name);
      const before: Record<string, string> = (await cluster.api.ask('GET', path)).metadata[field] ?? {};
      const changes = changesOf(before, pairs, call);
      const content = Object.keys(changes).length > 0 ? { metadata: { [field]: changes } } : {};
      await cluster.api.ask('PATCH', path, {
        query: { fieldManager: `kubectl-${words}` },
        body: { type: 'application/merge-patch+json', content },
      });
      print(`${nameOf(reference!.resource, name)} ${content.metadata ? done : unchanged}`);
      return 0;
    }),
}));

/** Only the changed keys; null removes a key. @throws Refused */
function changesOf(
  before: Record<string, string>,
  pairs: readonly string[],
  call: Call,
): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const pair of pairs) {
    const [, gone, key = '', value = ''] = /^(?:([^=]+)-|([^=]+)=(.*))$/s.exec(pair) ?? [];
    if (gone !== undefined) {
      if (Object.hasOwn(before, gone)) changes[gone] = null;
    } else if (key === '') {
      throw new Refused(`error: invalid spec: ${pair}`);
    } else if (Object.hasOwn(before, key) && before[key] !== value && !call.has('overwrite')) {
      throw new Refused(`error: '${key}' already has a value (${before[key]}), and --overwrite is false`);
    } else if (before[key] !== value) {
      changes[key] = value;
    }
  }
  return changes;
}
