import type { Call, Command } from '../command.ts';
import { print, Refused, say } from '../tool.ts';
import { type KubeObject, StatusError } from './api.ts';
import { type Cluster, references, withCluster } from './cluster.ts';
import { namespaceOf, readManifest } from './manifest.ts';
import { pathOf, qualified, type Resource, resourceOf } from './resources.ts';
import { SELECTION, selection } from './selection.ts';

interface Target {
  readonly resource: Resource;
  readonly name: string;
  readonly path: string;
}

/** `kubectl delete TYPE NAME`, `TYPE -l SELECTOR` or `-f FILE`; waits until the objects are deleted. */
export const remove: Command = {
  words: 'delete',
  operands: [0, 2],
  flags: {
    ...SELECTION,
    'all-namespaces': { kind: 'switch', short: 'A' },
    filename: { kind: 'value', short: 'f' },
    'ignore-not-found': { kind: 'switch' },
    timeout: { kind: 'value' },
  },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const file = call.value('filename');
      const deleted: Target[] = [];
      for await (const target of file === undefined ? named(cluster, call) : described(cluster, file)) {
        await ask(cluster, target, call.has('ignore-not-found'));
        deleted.push(target);
      }
      for (const target of deleted) await gone(cluster, target, limitOf(call));
      if (deleted.length === 0) print('No resources found');
      return 0;
    }),
};

/** Lists the second type only after the first is deleted, as kubectl does. */
async function* named(cluster: Cluster, call: Call): AsyncGenerator<Target> {
  const query = selection(call);
  const scope = call.has('all-namespaces') ? undefined : cluster.namespace;
  for (const { resource, name } of await references(cluster, call.operands)) {
    if (name) {
      yield { resource, name, path: pathOf(resource, cluster.namespace, name) };
      continue;
    }
    if (Object.keys(query).length === 0)
      throw new Refused('error: resource(s) were provided, but no name was specified');
    const { items } = await cluster.api.ask('GET', pathOf(resource, scope), { query });
    for (const { metadata } of items as readonly KubeObject[])
      yield { resource, name: metadata.name, path: pathOf(resource, metadata.namespace, metadata.name) };
  }
}

async function* described(cluster: Cluster, file: string): AsyncGenerator<Target> {
  const all = await cluster.resources();
  for (const object of readManifest(file)) {
    const resource = resourceOf(all, object);
    const { name } = object.metadata;
    yield { resource, name, path: pathOf(resource, namespaceOf(object, cluster.namespace), name) };
  }
}

async function ask({ api }: Cluster, { path, resource, name }: Target, ignoreNotFound: boolean): Promise<void> {
  const body = { type: 'application/json', content: { propagationPolicy: 'Background' } };
  try {
    await api.ask('DELETE', path, { body });
    print(`${qualified(resource)} "${name}" deleted`);
  } catch (error) {
    if (!(ignoreNotFound && error instanceof StatusError && error.reason === 'NotFound')) throw error;
  }
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** The longest delay of a timer of Node (ms). A longer one fires at once. */
const LONGEST = 2 ** 31 - 1;

/** `--timeout=3m` in milliseconds; 0 means no timeout, as in kubectl. */
function limitOf(call: Call): number {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(call.value('timeout') ?? '0s') ?? [];
  if (unit === undefined) throw new Refused(`error: invalid argument "${call.value('timeout')}" for "--timeout" flag`);
  return Math.min(Number(amount) * UNITS[unit as keyof typeof UNITS], LONGEST);
}

async function gone({ api }: Cluster, { path, name, resource }: Target, limit: number): Promise<void> {
  const late = (): never => {
    say(`error: timed out waiting for the condition on ${qualified(resource)}/${name}`);
    process.exit(1);
  };
  const timer = limit > 0 ? setTimeout(late, limit) : undefined;
  await untilGone({ api }, { path, name }).finally(() => clearTimeout(timer));
}

async function untilGone({ api }: Pick<Cluster, 'api'>, { path, name }: Pick<Target, 'path' | 'name'>): Promise<void> {
  const left = await api.find(path);
  if (!left) return;
  const { resourceVersion, uid } = left.metadata;
  const query = { fieldSelector: `metadata.name=${name}`, resourceVersion, watch: 'true' };
  for await (const line of api.lines(path.slice(0, path.lastIndexOf('/')), { query })) {
    const { type, object } = JSON.parse(line);
    if (type === 'DELETED' && object.metadata.uid === uid) return;
  }
}
