import type { Call } from '../command.ts';
import { Unknown } from '../command.ts';
import { Api } from './api.ts';
import { serverOf } from './kubeconfig.ts';
import { discover, type Resource, resourceNamed } from './resources.ts';

/** What a kubectl command works with. */
export interface Cluster {
  readonly api: Api;
  readonly namespace: string;
  /** The types that are served; asked when they are first needed. */
  resources(): Promise<readonly Resource[]>;
}

/** One object by its type and name; without a name, all of the type. */
export interface Reference {
  readonly resource: Resource;
  readonly name?: string;
}

/** Do something with the cluster that the call names. */
export async function withCluster(call: Call, act: (cluster: Cluster) => Promise<number>): Promise<number> {
  const api = new Api(serverOf(call));
  let known: Promise<readonly Resource[]> | undefined;
  const resources = (): Promise<readonly Resource[]> => {
    known ??= discover(api);
    return known;
  };
  try {
    return await act({ api, namespace: call.value('namespace') ?? 'default', resources });
  } finally {
    api.close();
  }
}

/** What `pods`, `pods,services`, `pods NAME`, or `TYPE/NAME TYPE/NAME` mean. @throws Refused, Unknown */
export async function references(cluster: Cluster, operands: readonly string[]): Promise<readonly Reference[]> {
  const all = await cluster.resources();
  if (operands.every((operand) => operand.includes('/'))) {
    return operands.map((operand) => {
      const [type = '', name] = operand.split('/');
      return { resource: resourceNamed(all, type), name };
    });
  }
  const [types = '', ...names] = operands;
  if (operands.some((operand) => operand.includes('/'))) throw new Unknown('it mixes types and names');
  const resources = types.split(',').map((type) => resourceNamed(all, type));
  return resources.flatMap((resource) =>
    names.length === 0 ? [{ resource }] : names.map((name) => ({ resource, name })),
  );
}
