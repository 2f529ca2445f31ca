import { pagesOf } from '../../../lib/google/api.ts';
import { clusterGone } from '../../../lib/google/cluster.ts';
import { aggregated } from '../../../lib/google/compute.ts';
import { buckets } from '../../../lib/google/storage.ts';
import type { Session } from '../../../lib/session/session.ts';
import { waitFor } from '../../../lib/wait/wait.ts';

/** Deletes all clusters, load balancers and buckets of the project, over HTTP: gcloud takes a second a command. */
export async function deleteEverything(session: Session): Promise<void> {
  const { PROJECT_ID: project } = session.config;
  for (const { name = '', location = '' } of await session.cluster.clusters()) {
    await remove(`container/v1/projects/${project}/locations/${location}/clusters/${name}`, session);
    await waitFor(clusterGone(name!), session);
  }
  for (const { name, region = '' } of await aggregated(session, 'forwardingRules'))
    await remove(`compute/v1/projects/${project}/regions/${region.split('/').at(-1)}/forwardingRules/${name}`, session);
  for (const { name } of await buckets(session)) {
    const path = `storage/v1/b/${name}`;
    for await (const { items = [] } of pagesOf<{ items?: { name: string }[] }>('STORAGE', `b/${name}/o`, session))
      for (const object of items) await remove(`${path}/o/${encodeURIComponent(object.name)}`, session);
    await remove(path, session);
  }
}

async function remove(path: string, { target, signal }: Session): Promise<void> {
  const headers = { authorization: `Bearer ${await target.accessToken(signal)}` };
  const { ok, status } = await fetch(`${target.apiUrl}/${path}`, { method: 'DELETE', headers, signal });
  if (!ok) throw new Error(`DELETE ${path}: HTTP ${status}`);
}
