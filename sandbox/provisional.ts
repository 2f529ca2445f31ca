import type { StartCluster } from './container/control-planes.ts';

/** Parts that are still being written: taken when they are there. */
const optional = (path: string): Promise<Record<string, (...args: never[]) => unknown> | undefined> =>
  import(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return undefined;
  });

export const lazyCluster: StartCluster = async (world, options) => {
  const module = await optional('./kubernetes/cluster.ts');
  if (!module) throw new Error('kubernetes/cluster.ts is not there yet');
  return (module.startCluster as unknown as StartCluster)(world, options);
};
