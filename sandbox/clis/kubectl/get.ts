import type { Call, Command } from '../command.ts';
import { Refused, say } from '../tool.ts';
import { type KubeObject, type Request, StatusError, TABLE } from './api.ts';
import { type Cluster, type Reference, references, withCluster } from './cluster.ts';
import { type Printer, printerOf } from './printer.ts';
import { pathOf } from './resources.ts';
import { SELECTION, selection } from './selection.ts';

const PAGE = '500';

/** `kubectl get TYPE [NAME …]`, with `--watch` also the changes. */
export const get: Command = {
  words: 'get',
  operands: [0, 50],
  flags: {
    raw: { kind: 'value' },
    'label-columns': { kind: 'value', short: 'L' },
    output: { kind: 'value', short: 'o' },
    ...SELECTION,
    'ignore-not-found': { kind: 'switch' },
    'show-managed-fields': { kind: 'switch' },
    watch: { kind: 'switch', short: 'w' },
    'output-watch-events': { kind: 'switch' },
  },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const raw = call.value('raw');
      if (raw !== undefined) return asItIs(cluster, raw);
      const wanted = await references(cluster, call.operands);
      const printer = printerOf(call);
      if (call.has('watch')) return watch(cluster, wanted, call, printer);
      const found: KubeObject[] = [];
      for (const reference of wanted) found.push(...(await read(cluster, reference, call, printer)));
      printer.all(found, wanted.length === 1 && wanted[0]!.name !== undefined);
      if (found.length === 0 && printer.isTable && !call.has('ignore-not-found')) {
        say(`No resources found${wanted[0]!.resource.namespaced ? ` in ${cluster.namespace} namespace` : ''}.`);
      }
      return 0;
    }),
};

/** One object, or all pages of a list, as objects or as table rows. */
async function read(
  cluster: Cluster,
  { resource, name }: Reference,
  call: Call,
  printer: Printer,
): Promise<readonly KubeObject[]> {
  const { api, namespace } = cluster;
  const path = pathOf(resource, namespace, name);
  const accept = acceptOf(printer);
  if (name !== undefined) return one(cluster, path, resource.namespaced, call, { accept });
  const items: KubeObject[] = [];
  for (let more: string | undefined = ''; more !== undefined; ) {
    const query = { ...selection(call), limit: PAGE, continue: more || undefined };
    const list = await api.ask('GET', path, { accept, query });
    items.push(...printer.itemsOf(list));
    more = list.metadata.continue || undefined;
  }
  return items;
}

async function one(
  { api, namespace }: Cluster,
  path: string,
  namespaced: boolean,
  call: Call,
  request: Request,
): Promise<readonly KubeObject[]> {
  try {
    return [await api.ask('GET', path, request)];
  } catch (error) {
    if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    // kubectl checks whether the namespace is missing.
    if (namespaced) await api.find(`/api/v1/namespaces/${namespace}`);
    if (call.has('ignore-not-found')) return [];
    throw error;
  }
}

/** `--raw PATH` */
async function asItIs({ api }: Cluster, path: string): Promise<number> {
  process.stdout.write(await api.text(path));
  return 0;
}

async function watch(cluster: Cluster, wanted: readonly Reference[], call: Call, printer: Printer): Promise<number> {
  const { api, namespace } = cluster;
  const [{ resource, name }] = wanted as [Reference];
  if (wanted.length > 1) throw new Refused('error: you may only specify a single resource type');
  const accept = acceptOf(printer);
  const path = pathOf(resource, namespace);
  const selected = name === undefined ? selection(call) : { fieldSelector: `metadata.name=${name}` };
  let from = '0';
  if (name === undefined) {
    const list = await api.ask('GET', path, { accept, query: { ...selected, limit: PAGE } });
    for (const item of printer.itemsOf(list)) printer.event('ADDED', item);
    from = list.metadata.resourceVersion;
  } else {
    for (const item of await one(cluster, pathOf(resource, namespace, name), resource.namespaced, call, { accept }))
      printer.event('ADDED', item);
  }
  // A watch from version 0 starts with the current object, which is already printed.
  let first = name !== undefined;
  const query = { ...selected, resourceVersion: from, watch: 'true' };
  for await (const line of api.lines(path, { accept, query })) {
    const { type, object } = JSON.parse(line);
    if (type === 'ERROR') throw new Refused(`error: ${object.message}`);
    if (type !== 'BOOKMARK' && !first) printer.event(type, object);
    first = false;
  }
  return 0;
}

function acceptOf(printer: Printer): string {
  return printer.isTable ? `${TABLE},application/json` : 'application/json';
}
