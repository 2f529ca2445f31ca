import { RunbookError } from '../errors/runbook-error.ts';
import { aggregated, type ClusterName, type ComputeItem, isOf } from '../google/compute.ts';
import { policyOf } from '../google/iam.ts';
import { buckets } from '../google/storage.ts';
import type { Session } from '../session/session.ts';
import { hasLabel, type Label } from './label.ts';
import { type Owner, ownerOfBalancer } from './load-balancers.ts';

export interface Item {
  readonly kind: 'cluster' | 'node pool' | 'machine' | 'disk' | 'load balancer' | 'bucket' | 'IAM binding';
  readonly name: string;
  /** It costs money while it exists. */
  readonly billed: boolean;
  readonly owner: Owner;
  /** Clusters: region or zone. Load balancers: region. */
  readonly location?: string;
  /** IAM bindings. */
  readonly role?: string;
  readonly member?: string;
  /** The learner who owns it. */
  readonly learner?: string;
}

/** How to recognise resources of this runbook. */
export interface Ours extends ClusterName {
  /** The label of clusters, node pools and buckets. */
  readonly label: Label;
  /** The label with the learner's name, and that name. */
  readonly learner: { readonly label: string; readonly name: string | undefined };
  /** In a shared cluster, the one pool that is ours. */
  readonly pool: string | undefined;
  readonly bucket: string;
  /** The bucket stays for the next run. */
  readonly keepsBucket: boolean;
  /** `namespace/name` of the Service of a load balancer. */
  readonly service: string;
  /** Members of the project's policy that are our service accounts. */
  readonly members: readonly string[];
}

/**
 * The resources of this runbook in the project: ours by name and label, those of other names or learners, and load
 * balancers of unknown owner. @throws RunbookError UNEXPECTED_ANSWER without permission to list
 */
export async function inventory(session: Session, ours: Ours): Promise<readonly Item[]> {
  const { PROJECT_ID: project } = session.config;
  const [clusters, machines, disks, rules, pools, allBuckets, policy] = await Promise.all([
    session.cluster.clusters(),
    aggregated(session, 'instances'),
    aggregated(session, 'disks'),
    aggregated(session, 'forwardingRules'),
    aggregated(session, 'targetPools'),
    buckets(session),
    policyOf({ project }, session),
  ]);
  if (!policy) throw new RunbookError('UNEXPECTED_ANSWER', `The IAM policy of project ${project} cannot be read`);
  const isHere = (cluster: (typeof clusters)[number]): boolean =>
    cluster.name === ours.cluster && cluster.location === ours.location;
  const shared = ours.pool !== undefined;
  return [
    ...clusters
      .filter(({ resourceLabels }) => hasLabel(resourceLabels, ours.label))
      .map((cluster) => ({
        kind: 'cluster' as const,
        name: cluster.name ?? '',
        billed: true,
        owner: !isHere(cluster) ? ('unknown' as const) : shared ? ('kept' as const) : ('ours' as const),
        location: cluster.location ?? '',
      })),
    ...(clusters.find(isHere)?.nodePools ?? [])
      .filter(({ name, config }) => name === ours.pool && hasLabel(config?.resourceLabels, ours.label))
      .map(({ name }) => mine('node pool', name ?? '')),
    ...machines.filter((one) => isNode(one, ours)).map(({ name }) => mine('machine', name)),
    ...disks.filter((one) => isNode(one, ours)).map(({ name }) => mine('disk', name)),
    ...rules
      .filter(({ description }) => serviceOf(description) === ours.service)
      .map((rule) => ({
        ...mine('load balancer', rule.name),
        owner: ownerOfBalancer(rule, { pools, machines }, ours),
        location: rule.region?.split('/').at(-1) ?? '',
      })),
    ...allBuckets
      .filter(({ labels }) => hasLabel(labels, ours.label))
      // A learner sees only their own buckets; the owner of the shared cluster sees all.
      .filter(({ labels }) => ours.learner.name === undefined || labels?.[ours.learner.label] === ours.learner.name)
      .map(({ name, labels }) => bucketItem(name, labels?.[ours.learner.label], ours)),
    ...(policy.bindings ?? []).flatMap(({ role, members }) =>
      members
        .filter((member) => ours.members.includes(member))
        .map((member) => ({
          ...mine('IAM binding', `${role} for ${afterSubject(member)}`),
          billed: false,
          role,
          member,
        })),
    ),
  ];
}

const mine = (kind: Item['kind'], name: string): Item => ({ kind, name, billed: true, owner: 'ours' });

/** A bucket of another name may belong to anybody who uses this runbook. */
function bucketItem(name: string, learner: string | undefined, { bucket, keepsBucket, learner: own }: Ours): Item {
  const mineOrKept = keepsBucket ? 'kept' : 'ours';
  const owner = name === bucket ? mineOrKept : learner !== own.name ? 'another' : 'unknown';
  return { ...mine('bucket', name), owner, ...(learner !== undefined && { learner }) };
}

/** Machines inherit the label of their cluster. */
function isNode(one: ComputeItem, ours: Ours): boolean {
  if (!isOf(one, ours)) return false;
  return ours.pool === undefined
    ? hasLabel(one.labels, ours.label)
    : one.labels?.['goog-k8s-node-pool-name'] === ours.pool;
}

/** The Service that Kubernetes names in the description of a forwarding rule. */
function serviceOf(description = ''): string | undefined {
  try {
    return (JSON.parse(description) as Record<string, string>)['kubernetes.io/service-name'];
  } catch {
    return undefined;
  }
}

/** The part `ns/vllm/sa/vllm-ksa` of a principal. */
function afterSubject(member: string): string {
  return member.slice(member.lastIndexOf('/subject/') + '/subject/'.length);
}
