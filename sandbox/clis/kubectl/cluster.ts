import type { Call } from '../command.ts';
import { Unknown } from '../command.ts';
import { Api } from './api.ts';
import { serverOf } from './kubeconfig.ts';
import { discover, type Resource, resourceNamed } from './resources.ts';

/** The cluster of a kubectl command. */
export interface Cluster {
  readonly api: Api;
  readonly namespace: string;
  /** The served resource types; requested at the first call. */
  resources(): Promise<readonly Resource[]>;
}

/** An object by type and name; without a name, all objects of the type. */
export interface Reference {
  readonly resource: Resource;
  readonly name?: string;
}

/** Runs an action on the cluster that the call names. */
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

/** Resolves `pods`, `pods,services`, `pods NAME`, or `TYPE/NAME TYPE/NAME`. @throws Refused, Unknown */
export async function references(cluster: Cluster, operands: readonly string[]): Promise<readonly Reference[]> {
  const all = await cluster.resources();
  if (operands.every((operand) => operand.includes('/'))) {
    return operands.map((operand) => {
      const [type = '', name] = operand.split('/');
      return { resource: resourceNamed(all, type), name };
    });
  }
  const [types = '', ...names] = operands;
  if (operands.some((operand) => operand.includes('/'))) throw new Unknown('TYPE/NAME and TYPE NAME cannot be mixed');
  const resources = types.split(',').map((type) => resourceNamed(all, type));
  return resources.flatMap((resource) =>
    names.length === 0 ? [{ resource }] : names.map((name) => ({ resource, name })),
  );
}
