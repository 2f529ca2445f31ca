import { mayAnswer } from '../../../lib/google/cluster.ts';
import type { Cluster } from '../../../lib/google/cluster-client.ts';
import type { Session } from '../../../lib/session/session.ts';
import { wallClock } from '../../../lib/target/clock.ts';
import type { ClusterView } from '../world/world.ts';
import { type Endpoint, endpointOf, openClusterApi } from './cluster-api.ts';
import { filling, gapped, type Note, repeat } from './note.ts';
import { type Objects, reflect } from './reflector.ts';
import { KINDS, type Kind, withObjects } from './seen.ts';

/** The pause between two looks at the cluster, and before another attempt at a kind that fails (real ms). */
const EVERY = { sandbox: 2_000, gke: 10_000 } as const;
const AGAIN = 5_000;

/**
 * Follow the cluster, and its objects while it has an API server.
 * @throws RunbookError when the Container API does not answer
 */
export async function watchCluster(session: Session, note: Note, signal: AbortSignal): Promise<void> {
  let served: { readonly key: string; readonly end: () => Promise<void> } | undefined;
  const serve = async (endpoint: Endpoint | undefined): Promise<void> => {
    const key = JSON.stringify(endpoint ?? null);
    if (key === (served?.key ?? 'null')) return;
    await served?.end();
    served = endpoint && { key, end: watchObjects(endpoint, session, note, signal) };
  };
  try {
    await repeat(EVERY[session.target.kind], signal, async () => {
      const cluster = await session.cluster.cluster(session.config.CLUSTER_NAME);
      const view = cluster ? viewOf(cluster) : null;
      note((seen) => ({ ...seen, cluster: view, ...(!view && { objects: {} }) }));
      await serve(cluster && mayAnswer(cluster) ? endpointOf(cluster) : undefined);
    });
  } finally {
    await served?.end();
  }
}

/** Watch each kind. @returns how to end that */
function watchObjects(endpoint: Endpoint, session: Session, note: Note, signal: AbortSignal): () => Promise<void> {
  const ended = new AbortController();
  const own = AbortSignal.any([signal, ended.signal]);
  const watching = watchKinds(endpoint, session, note, own).catch(() => undefined);
  return async () => {
    ended.abort();
    await watching;
    note((seen) => ({ ...seen, objects: {} }));
  };
}

async function watchKinds(endpoint: Endpoint, session: Session, note: Note, signal: AbortSignal): Promise<void> {
  const api = await openClusterApi(endpoint, session.target);
  try {
    const kinds = Object.entries(KINDS) as [Kind, (namespace: string) => string][];
    await Promise.all(
      kinds.map(async ([kind, pathIn]) => {
        const path = pathIn(session.config.NAMESPACE);
        while (!signal.aborted) {
          await filling(kind, note, async () => {
            const changed = (objects: Objects): void =>
              note((seen) => gapped(withObjects(seen, kind, [...objects.values()]), kind, undefined));
            await reflect(api, path, changed, signal).catch((error: unknown) => {
              if (!signal.aborted) throw error;
            });
          });
          await wallClock.sleep(AGAIN, signal).catch(() => undefined);
        }
      }),
    );
  } finally {
    await api.close();
  }
}

function viewOf({ status, currentMasterVersion, nodePools }: Cluster): ClusterView {
  return {
    status: String(status ?? ''),
    version: currentMasterVersion ?? '',
    pools: (nodePools ?? []).map((pool) => ({
      name: pool.name ?? '',
      status: String(pool.status ?? ''),
      machine: pool.config?.machineType ?? '',
    })),
  };
}
