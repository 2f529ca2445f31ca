import { createInterface } from 'node:readline';
import type { Dispatcher } from 'undici';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { dispatcherFor } from '../../../lib/target/network.ts';
import type { Target } from '../../../lib/target/target.ts';

/** The API of one cluster, read over HTTPS: a page watches several kinds, and a kubectl for each would be a process. */
export interface ClusterApi {
  /** @throws ApiRefusal */
  list(path: string, signal: AbortSignal): Promise<ObjectList>;
  /** The changes since a version. Ends after some minutes, as the API server decides. @throws ApiRefusal */
  watch(path: string, version: string, signal: AbortSignal): AsyncGenerator<WatchEvent>;
  close(): Promise<void>;
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  readonly version: string;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** A Status for ERROR. */
  readonly object: KubernetesObject;
}

/** The API server's answer with another status than 200. */
export class ApiRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Where a cluster's API is, as the Container API says it. */
export interface Endpoint {
  readonly host: string;
  /** The certificate authority, PEM in base64. */
  readonly certificate: string;
}

/** The most objects of one list; a page shows far fewer. */
const MOST = 500;
/** How long the API server keeps a watch (its seconds). */
const WATCH = 240;

export async function openClusterApi(
  { host, certificate }: Endpoint,
  target: Pick<Target, 'accessToken' | 'environment' | 'kind'>,
): Promise<ClusterApi> {
  const [{ request }, dispatcher] = await Promise.all([
    import('undici'),
    dispatcherFor(Buffer.from(certificate, 'base64').toString('utf8'), target.environment),
  ]);
  const get = async (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${await target.accessToken(signal)}`,
      ...observerOf(target),
    };
    const url = `https://${host}${path}?${new URLSearchParams(query)}`;
    const answer = await request(url, { dispatcher, headers, signal, bodyTimeout: 0 });
    if (answer.statusCode === 200) return answer.body;
    throw new ApiRefusal(answer.statusCode, messageIn(await answer.body.text(), answer.statusCode));
  };
  return {
    async list(path, signal) {
      const body = await get(path, { limit: String(MOST) }, signal);
      const { items, metadata } = (await body.json()) as RawList;
      return { items, version: metadata.resourceVersion };
    },
    async *watch(path, version, signal) {
      const query = {
        watch: '1',
        resourceVersion: version,
        allowWatchBookmarks: 'true',
        timeoutSeconds: String(WATCH),
      };
      const body = await get(path, query, signal);
      try {
        for await (const line of createInterface({ input: body })) if (line !== '') yield JSON.parse(line);
      } finally {
        body.destroy();
      }
    },
    close: () => (dispatcher as Dispatcher).destroy(),
  };
}

interface RawList {
  readonly items: readonly KubernetesObject[];
  readonly metadata: { readonly resourceVersion: string };
}

function messageIn(text: string, status: number): string {
  try {
    return String(JSON.parse(text).message);
  } catch {
    return `HTTP ${status}`;
  }
}

/** A page that only looks does not let the sandbox's time run. */
export const observerOf = ({ kind }: Pick<Target, 'kind'>): Readonly<Record<string, string>> =>
  kind === 'sandbox' ? { 'x-sandbox-observer': '1' } : {};

/** The endpoint in an answer of the Container API; undefined while the cluster has none. */
export function endpointOf(cluster: {
  readonly endpoint?: string | null;
  readonly masterAuth?: { readonly clusterCaCertificate?: string | null } | null;
}): Endpoint | undefined {
  const { endpoint: host, masterAuth } = cluster;
  const certificate = masterAuth?.clusterCaCertificate;
  return host && certificate ? { host, certificate } : undefined;
}
