import type { Link } from '../../lib/runner/status.ts';
import type { Session } from '../../lib/session/session.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';
import { addressOf } from './existing.ts';

const CONSOLE = 'https://console.cloud.google.com/kubernetes';

/** The endpoint of the model server and, on Google Cloud, pages of the console. None before the cluster exists. */
export async function links(session: Session): Promise<readonly Link[]> {
  const { config, target } = session;
  const cluster = await session.cluster.cluster(config.CLUSTER_NAME);
  if (!cluster) return [];
  const address = await addressOf(session).catch(() => undefined);
  session.signal.throwIfAborted();
  return [
    ...(address === undefined ? [] : [{ what: 'endpoint', url: `http://${address}` }]),
    ...(target.kind === 'gke' ? consoleLinks(config) : []),
  ];
}

/**
 * Pages of the Google Cloud console. Sources: gcloud 528 prints the page of the workloads (GenerateClusterUrl in
 * api_lib/container/util.py); Backstage links to the other two (plugins/kubernetes, clusterLinks/formatters/gke.ts).
 */
export function consoleLinks({
  PROJECT_ID,
  CONTROL_PLANE_LOCATION,
  CLUSTER_NAME,
  NAMESPACE,
}: Session['config']): readonly Link[] {
  const cluster = `${CONTROL_PLANE_LOCATION}/${CLUSTER_NAME}`;
  const project = `?project=${PROJECT_ID}`;
  return [
    { what: 'cluster', url: `${CONSOLE}/clusters/details/${cluster}/details${project}` },
    { what: 'workloads', url: `${CONSOLE}/workload_/gcloud/${cluster}${project}` },
    { what: 'model server', url: `${CONSOLE}/deployment/${cluster}/${NAMESPACE}/${DEPLOYMENT}/overview${project}` },
  ];
}
