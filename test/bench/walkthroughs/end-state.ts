import { kubectl } from '../../../lib/command/command.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import { askGoogle } from '../../../lib/google/api.ts';
import { aggregated } from '../../../lib/google/compute.ts';
import { policyOf } from '../../../lib/google/iam.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { connect } from '../../../lib/runner/run.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Laptop } from '../../e2e/laptop.ts';

/** What a run makes, by name: without what every sandbox, or every moment, gives anew. */
export type EndState = ReadonlyMap<string, string>;

const TYPES =
  'namespaces,secrets,serviceaccounts,configmaps,services,deployments,jobs,hpa,podmonitorings,' +
  'clusterroles,clusterrolebindings,rolebindings,apiservices';

/** Fields that the servers give; the replicas are the autoscaler's. */
const GIVEN: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'status',
  'caBundle',
  'ca.crt',
  'clusterIP',
  'clusterIPs',
  'nodePort',
  'healthCheckNodePort',
  'replicas',
  'sandbox.local/load-balancer-ports',
]);

/** What there is in a laptop's sandbox: cluster and node pools, load balancers, bucket, policies, Kubernetes objects. */
export async function endState(place: Laptop): Promise<EndState> {
  const { signal } = new AbortController();
  const silent = { write: () => undefined };
  const config = loadConfig({ environment: {}, target: 'sandbox' });
  const opened = new Disposer();
  const session = await connect(config, place.environment, silent, signal, opened);
  try {
    const hasCluster = (await session.cluster.clusters()).length > 0;
    const parts = await Promise.all([cloud(session), policies(session), hasCluster ? objects(session) : []]);
    return new Map(parts.flat().map(([name, value]) => [name, JSON.stringify(value)]));
  } finally {
    await opened.dispose();
  }
}

/** Of a line that tells a difference (characters). */
const LONGEST = 1_000;

/** How the second differs from the first, in one line a thing. */
export function differences(expected: EndState, found: EndState): readonly string[] {
  const names = [...new Set([...expected.keys(), ...found.keys()])];
  return names
    .filter((name) => expected.get(name) !== found.get(name))
    .map((name) =>
      `${name}: ${found.get(name) ?? 'missing'} instead of ${expected.get(name) ?? 'nothing'}`.slice(0, LONGEST),
    );
}

type Entry = readonly [name: string, value: unknown];

async function cloud(session: Session): Promise<readonly Entry[]> {
  const { PROJECT_ID } = session.config;
  const path = `b?project=${PROJECT_ID}`;
  const [clusters, balancers, buckets] = await Promise.all([
    session.cluster.clusters(),
    aggregated(session, 'forwardingRules'),
    askGoogle<{ items?: readonly Bucket[] }>('STORAGE', path, session),
  ]);
  return [
    ...clusters.map(({ name, status, resourceLabels, locations, nodePools }): Entry => {
      const pools = (nodePools ?? []).map((pool) => [pool.name, pool.status, pool.locations, pool.autoscaling]);
      return [`cluster ${name}`, { status, resourceLabels, locations, pools }];
    }),
    // Their names come of the Service's uid.
    ...balancers.map(({ description }, index): Entry => [`load balancer ${index}`, description]),
    ...(buckets?.items ?? []).map(({ name, location, labels }): Entry => [`bucket ${name}`, { location, labels }]),
  ];
}

interface Bucket {
  readonly name: string;
  readonly location: string;
  readonly labels?: Readonly<Record<string, string>>;
}

async function policies(session: Session): Promise<readonly Entry[]> {
  const { PROJECT_ID: project, GSBUCKET: bucket } = session.config;
  const [ofProject, ofBucket] = await Promise.all([policyOf({ project }, session), policyOf({ bucket }, session)]);
  return [
    ['policy of the project', ofProject?.bindings],
    ['policy of the bucket', ofBucket?.bindings],
  ];
}

async function objects(session: Session): Promise<readonly Entry[]> {
  const { items } = await session.askJson<{ items: readonly KubernetesObject[] }>(
    kubectl`get ${TYPES} --all-namespaces -o json`,
  );
  return items.map((object): Entry => {
    const { namespace = '', name } = object.metadata as KubernetesObject['metadata'] & { namespace?: string };
    return [`${object.kind} ${namespace}/${name}`, made(object)];
  });
}

function made(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => !GIVEN.has(key));
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, made(member)]));
}
