import type { ClusterManagerClient, protos } from '@google-cloud/container';
import { explained, refusedBy } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { passingError, type Retrying, retrying } from '../retry/retry.ts';
import { type Target, UNIVERSE } from '../target/target.ts';
import { duration } from '../wait/duration.ts';

export type Cluster = protos.google.container.v1.ICluster;
export type NodePool = protos.google.container.v1.INodePool;

/** The part of the Container API that steps wait on, through Google's client, which is loaded on first use. */
export interface ClusterClient {
  /** undefined when the cluster does not exist */
  cluster(name: string): Promise<Cluster | undefined>;
  /** undefined when the node pool or its cluster does not exist */
  nodePool(cluster: string, name: string): Promise<NodePool | undefined>;
  /** All clusters of the project, in every location. */
  clusters(): Promise<readonly Cluster[]>;
  close(): Promise<void>;
}

const HTTP_NOT_FOUND = 404;

export function createClusterClient(
  target: Target,
  project: string,
  location: string,
  signal: AbortSignal,
): ClusterClient {
  const parent = `projects/${project}/locations/${location}`;
  let client: Promise<ClusterManagerClient> | undefined;
  const connected = (): Promise<ClusterManagerClient> => {
    client ??= connect(target, project, signal);
    return client;
  };
  return {
    cluster: (name) =>
      orMissing(async () => (await (await connected()).getCluster({ name: `${parent}/clusters/${name}` }))[0]),
    nodePool: (cluster, name) =>
      orMissing(
        async () =>
          (await (await connected()).getNodePool({ name: `${parent}/clusters/${cluster}/nodePools/${name}` }))[0],
      ),
    clusters: async () => {
      const [answer] = await (await connected()).listClusters({ parent: `projects/${project}/locations/-` });
      return answer.clusters ?? [];
    },
    close: async () => (await client)?.close(),
  };
}

/** On the sandbox the client speaks REST over loopback; on Google Cloud it is unchanged, with gcloud's token. */
async function connect(target: Target, projectId: string, signal: AbortSignal): Promise<ClusterManagerClient> {
  const [{ ClusterManagerClient }, { OAuth2Client }] = await Promise.all([
    import('@google-cloud/container'),
    import('google-auth-library'),
  ]);
  const authClient = new OAuth2Client({ transporterOptions: { fetchImplementation: target.fetch } });
  authClient.refreshHandler = async () => ({
    access_token: await target.accessToken(signal),
    expiry_date: Date.now() + duration('30m'),
  });
  const endpoint = target.apiUrl === undefined ? undefined : new URL(target.apiUrl);
  return new ClusterManagerClient({
    authClient: authClient as never,
    projectId,
    universeDomain: UNIVERSE,
    fallback: true,
    ...(endpoint && { protocol: 'http', apiEndpoint: endpoint.hostname, port: Number(endpoint.port) }),
  });
}

async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (cause) {
    const { code, message } = cause as { code?: number | string; message: string };
    if (code === HTTP_NOT_FOUND || code === 5) return undefined;
    const unanswered = 'The Container API request failed';
    const status = typeof code === 'number' ? code : undefined;
    throw explained(new RunbookError('UNEXPECTED_ANSWER', unanswered, { cause }), refusedBy(status, message));
  }
}

/** The same client with retries of transient failures. */
export function persistent(client: ClusterClient, means: Retrying): ClusterClient {
  const again = <T>(ask: () => Promise<T>): Promise<T> =>
    retrying('The Container API', ask, (it) => ('error' in it ? passingError(it.error) : undefined), means);
  return {
    cluster: (name) => again(() => client.cluster(name)),
    nodePool: (cluster, name) => again(() => client.nodePool(cluster, name)),
    clusters: () => again(() => client.clusters()),
    close: () => client.close(),
  };
}
