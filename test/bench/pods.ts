import { setTimeout as delay } from 'node:timers/promises';
import { Victim } from '../conformance/sandbox/victim.ts';
import { atMost, type Figure, residentMemory } from './figure.ts';

const PODS = 1000;
const INSTANT = Object.fromEntries(
  ['clusterCreate', 'cpuNodeBoot', 'imagePull', 'imagePullCached', 'podTermination'].map((name) => [name, '0s']),
);
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

/** One Deployment of 1,000 pods, from its creation until all are ready. */
export async function pods(): Promise<Figure[]> {
  const machines = { name: 'big', initialNodeCount: 10, config: { machineType: 'e2-standard-32' } };
  const victim = new Victim({ durations: INSTANT, cluster: { nodePools: [machines], initialNodeCount: 0 } });
  try {
    await victim.start();
    while ((await victim.kubernetes('GET', '/api/v1/nodes')).body.items.length < machines.initialNodeCount)
      await delay(50);
    const labels = { app: 'many' };
    const before = performance.now();
    await victim.kubernetes('POST', DEPLOYMENTS, {
      metadata: { name: 'many' },
      spec: {
        replicas: PODS,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      },
    });
    for (;;) {
      const { body } = await victim.kubernetes('GET', `${DEPLOYMENTS}/many`);
      if (body.status?.readyReplicas === PODS) break;
      if (performance.now() - before > 120_000) throw new Error(JSON.stringify(body.status));
      await delay(20);
    }
    const seconds = (performance.now() - before) / 1000;
    const memory = residentMemory(victim.pid).toFixed(0);
    return [
      atMost('1,000 pods of one Deployment to Ready', seconds, 5, 's'),
      { what: 'memory with them', measured: `${memory} MiB` },
    ];
  } finally {
    await victim.clear();
  }
}
