import type { Label } from './cluster.ts';
import { aggregated, type ComputeItem, type Labels, listed } from './compute.ts';
import { askGoogle } from './google-api.ts';
import { policyOf } from './iam.ts';
import type { Session } from './session.ts';

export interface Item {
  readonly kind: 'cluster' | 'node pool' | 'machine' | 'disk' | 'load balancer' | 'bucket' | 'IAM binding';
  readonly name: string;
  /** It costs money as long as it stands. */
  readonly billed: boolean;
}

/** What the things of this runbook are recognised by. */
export interface Ours {
  /** Of clusters, node pools and buckets. */
  readonly label: Label;
  /** The learner whose they are has a label too. */
  readonly learner: { readonly label: string; readonly name: string | undefined };
  /** Machines and disks carry the name of their cluster, and of their node pool. */
  readonly cluster: string;
  /** In a cluster that somebody else made, the one pool that is ours. */
  readonly pool: string | undefined;
  /** Load balancers carry `namespace/name` of their Service. */
  readonly service: string;
  /** Those of the project's policy that stand for our service accounts. */
  readonly members: readonly string[];
}

/** What there is of this runbook in the project. @throws RunbookError UNEXPECTED_ANSWER when a list may not be seen */
export async function inventory(session: Session, ours: Ours): Promise<readonly Item[]> {
  const { PROJECT_ID } = session.config;
  const buckets = askGoogle<{ items?: ComputeItem[] }>('STORAGE', `b?project=${PROJECT_ID}`, session);
  const [clusters, machines, disks, balancers, { items = [] }, policy] = await Promise.all([
    session.cluster.clusters(),
    aggregated(session, 'instances'),
    aggregated(session, 'disks'),
    aggregated(session, 'forwardingRules'),
    listed(buckets, 'buckets'),
    listed(policyOf({ project: PROJECT_ID }, session), 'IAM bindings'),
  ]);
  const pools = (clusters.find(({ name }) => name === ours.cluster)?.nodePools ?? []).filter(
    ({ name, config }) => name === ours.pool && hasLabels(config?.resourceLabels, ours),
  );
  const bindings = (policy.bindings ?? []).flatMap(({ role, members }) =>
    members.filter((member) => ours.members.includes(member)).map((member) => `${role} for ${afterSubject(member)}`),
  );
  return [
    ...named(
      'cluster',
      clusters.filter(({ resourceLabels }) => hasLabels(resourceLabels, ours)),
    ),
    ...named('node pool', pools),
    ...named(
      'machine',
      machines.filter(({ labels }) => isNodeOf(labels, ours)),
    ),
    ...named(
      'disk',
      disks.filter(({ labels }) => isNodeOf(labels, ours)),
    ),
    ...named(
      'load balancer',
      balancers.filter(({ description }) => description?.includes(`"${ours.service}"`)),
    ),
    ...named(
      'bucket',
      items.filter(({ labels }) => hasLabels(labels, ours)),
    ),
    ...bindings.map((name) => ({ kind: 'IAM binding', name, billed: false }) as const),
  ];
}

function named(kind: Item['kind'], things: readonly { readonly name?: string | null }[]): readonly Item[] {
  return things.map(({ name }) => ({ kind, name: name ?? '', billed: true }));
}

function hasLabels(labels: Labels | null | undefined, { label, learner }: Ours): boolean {
  return labels?.[label.key] === label.value && labels[learner.label] === learner.name;
}

/** GKE labels machines and disks so. Those of a whole cluster are ours when the cluster is, whose label they inherit. */
function isNodeOf(labels: Labels | undefined, { cluster, pool, label }: Ours): boolean {
  if (labels?.['goog-k8s-cluster-name'] !== cluster) return false;
  return pool === undefined ? labels[label.key] === label.value : labels['goog-k8s-node-pool-name'] === pool;
}

/** `ns/vllm/sa/vllm-ksa` of a principal. */
function afterSubject(member: string): string {
  return member.slice(member.lastIndexOf('/subject/') + '/subject/'.length);
}
