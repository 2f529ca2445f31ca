import type { Command } from '../command.ts';
import { print } from '../tool.ts';
import { references, withCluster } from './cluster.ts';
import { nameOf, pathOf } from './resources.ts';

/** `kubectl scale TYPE/NAME --replicas=N` */
export const scale: Command = {
  words: 'scale',
  operands: 1,
  flags: { replicas: { kind: 'value', must: true } },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const [reference] = await references(cluster, call.operands);
      const { resource, name } = reference!;
      const path = pathOf(resource, cluster.namespace, name);
      await cluster.api.ask('GET', path);
      const content = { spec: { replicas: Number(call.value('replicas')) } };
      await cluster.api.ask('PATCH', `${path}/scale`, { body: { type: 'application/merge-patch+json', content } });
      print(`${nameOf(resource, name!)} scaled`);
      return 0;
    }),
};
