import type { Command } from '../command.ts';
import { print, Refused } from '../tool.ts';
import { references, withCluster } from './cluster.ts';
import { nameOf, pathOf } from './resources.ts';

/** `kubectl label TYPE NAME KEY=VALUE …` */
export const label: Command = {
  words: 'label',
  operands: [3, 10],
  flags: { overwrite: { kind: 'switch' } },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const [type = '', name = '', ...pairs] = call.operands;
      const [reference] = await references(cluster, [type, name]);
      const path = pathOf(reference!.resource, cluster.namespace, name);
      const { metadata } = await cluster.api.ask('GET', path);
      const wanted = pairs.map(
        (pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const,
      );
      const taken = wanted.find(([key, value]) => (metadata.labels?.[key] ?? value) !== value);
      if (taken && !call.has('overwrite')) {
        const [key] = taken;
        throw new Refused(`error: '${key}' already has a value (${metadata.labels[key]}), and --overwrite is false`);
      }
      const labels = Object.fromEntries(wanted.filter(([key, value]) => metadata.labels?.[key] !== value));
      const changes = Object.keys(labels).length > 0;
      await cluster.api.ask('PATCH', path, {
        query: { fieldManager: 'kubectl-label' },
        body: { type: 'application/merge-patch+json', content: changes ? { metadata: { labels } } : {} },
      });
      print(`${nameOf(reference!.resource, name)} ${changes ? 'labeled' : 'not labeled'}`);
      return 0;
    }),
};
