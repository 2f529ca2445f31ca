import type { Call, Command } from '../command.ts';
import { print, Refused, say } from '../tool.ts';
import type { KubeObject } from './api.ts';
import { type Cluster, withCluster } from './cluster.ts';

/** `kubectl logs POD`, or the logs of a selector's pods; `-f` follows all of them concurrently. */
export const logs: Command = {
  words: 'logs',
  operands: [0, 1],
  flags: {
    selector: { kind: 'value', short: 'l' },
    container: { kind: 'value', short: 'c' },
    follow: { kind: 'switch', short: 'f' },
    previous: { kind: 'switch', short: 'p' },
    tail: { kind: 'value' },
    since: { kind: 'value' },
  },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const pods = await podsOf(cluster, call);
      if (pods.length === 0) say(`No resources found in ${cluster.namespace} namespace.`);
      await Promise.all(pods.map(({ metadata }) => copy(cluster, metadata.name, call)));
      return 0;
    }),
};

async function podsOf({ api, namespace }: Cluster, call: Call): Promise<readonly KubeObject[]> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const [name] = call.operands;
  if (name === undefined) {
    return (await api.ask('GET', path, { query: { labelSelector: call.value('selector') } })).items;
  }
  const pod = await api.find(`${path}/${name}`);
  if (pod) return [pod];
  await api.find(`/api/v1/namespaces/${namespace}`);
  throw new Refused(`error: error from server (NotFound): pods "${name}" not found in namespace "${namespace}"`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `--since=2m` as the API takes it. */
function secondsOf(since: string | undefined): string | undefined {
  if (since === undefined) return undefined;
  const [, amount, unit] = /^(\d+)([smh])$/.exec(since) ?? [];
  if (unit === undefined) throw new Refused(`error: invalid argument "${since}" for "--since" flag`);
  return String(Number(amount) * UNITS[unit]!);
}

async function copy({ api, namespace }: Cluster, pod: string, call: Call): Promise<void> {
  // With a selector, kubectl shows the last ten lines of each pod.
  const tail = Number(call.value('tail') ?? (call.has('selector') ? 10 : -1));
  const query = {
    container: call.value('container'),
    follow: call.has('follow') ? 'true' : undefined,
    previous: call.has('previous') ? 'true' : undefined,
    sinceSeconds: secondsOf(call.value('since')),
    tailLines: tail < 0 ? undefined : String(tail),
  };
  for await (const line of api.lines(`/api/v1/namespaces/${namespace}/pods/${pod}/log`, { query })) print(`${line}\n`);
}
