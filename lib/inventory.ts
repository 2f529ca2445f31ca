import { hasLabel, type Label } from './cluster.ts';
import { RunbookError } from './errors.ts';
import { askGoogle } from './google-api.ts';
import type { Session } from './session.ts';

interface Labelled {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly description?: string;
}

/** What billable things are recognised by. */
export interface Ours {
  /** Of clusters and buckets. */
  readonly label: Label;
  /** Disks carry the name of their cluster. */
  readonly cluster: string;
  /** Load balancers carry `namespace/name` of their Service. */
  readonly service: string;
}

/** Everything billable in the project that a run made: `bucket NAME`, `cluster NAME`, … */
export async function inventory(session: Session, { label, cluster, service }: Ours): Promise<readonly string[]> {
  const { PROJECT_ID } = session.config;
  const [clusters, buckets, disks, balancers] = await Promise.all([
    session.cluster.clusters(),
    listed(askGoogle<{ items?: Labelled[] }>('STORAGE', `b?project=${PROJECT_ID}`, session), 'buckets'),
    aggregated(session, 'disks'),
    aggregated(session, 'forwardingRules'),
  ]);
  return [
    ...clusters.filter((one) => hasLabel(one, label)).map(({ name }) => `cluster ${name}`),
    ...(buckets.items ?? [])
      .filter(({ labels }) => labels?.[label.key] === label.value)
      .map(({ name }) => `bucket ${name}`),
    ...disks.filter(({ labels }) => labels?.['goog-k8s-cluster-name'] === cluster).map(({ name }) => `disk ${name}`),
    ...balancers
      .filter(({ description }) => description?.includes(`"${service}"`))
      .map(({ name }) => `load balancer ${name}`),
  ];
}

/** A Compute Engine list over all zones and regions. */
async function aggregated(session: Session, kind: 'disks' | 'forwardingRules'): Promise<readonly Labelled[]> {
  type Answer = { items?: Record<string, { [kind: string]: Labelled[] | undefined }> };
  const answer = await askGoogle<Answer>(
    'COMPUTE',
    `projects/${session.config.PROJECT_ID}/aggregated/${kind}`,
    session,
  );
  return Object.values(answer?.items ?? {}).flatMap((scope) => scope[kind] ?? []);
}

/** A list that one may not see proves nothing. */
async function listed<T>(asking: Promise<T | undefined>, kind: string): Promise<T> {
  const answer = await asking;
  if (answer) return answer;
  throw new RunbookError('UNEXPECTED_ANSWER', `The ${kind} of the project cannot be listed, so nothing is proven`, {
    remedy: `Look for left-over ${kind} in the console, or ask for the permission to list them.`,
  });
}
