import type { Point } from '../lib/chart/index.ts';
import { askGoogle } from '../lib/google-api.ts';
import type { Session } from '../lib/session.ts';
import { costPerHour } from './prices.ts';

/** Something that is billed as long as it stands. */
export interface Billed {
  readonly name: string;
  /** US dollars an hour. */
  readonly perHour: number;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

const HOUR = 3_600_000;

/** The cluster and the TPU machines that stand now. What is gone, traffic and storage are not in it. */
export async function billed(session: Session): Promise<readonly Billed[]> {
  const { CLUSTER_NAME, MACHINE_TYPE } = session.config;
  const { base, tpuNode } = costPerHour(session.config);
  const cluster = await session.cluster.cluster(CLUSTER_NAME);
  if (!cluster?.createTime) return [];
  const machines = (await instances(session)).filter(
    ({ labels, machineType }) =>
      labels?.['goog-k8s-cluster-name'] === CLUSTER_NAME && machineType.endsWith(`/${MACHINE_TYPE}`),
  );
  return [
    { name: CLUSTER_NAME, perHour: base, since: Date.parse(cluster.createTime) },
    ...machines.map(({ name, creationTimestamp }) => ({
      name,
      perHour: tpuNode,
      since: Date.parse(creationTimestamp),
    })),
  ];
}

/** US dollars that they have cost until then. */
export function costUntil(items: readonly Billed[], now: number): number {
  return items.reduce((sum, { perHour, since }) => sum + (perHour * Math.max(0, now - since)) / HOUR, 0);
}

/** The cost from the first of them until now; straight between the moments at which one came. */
export function costOverTime(items: readonly Billed[], now: number): Point[] {
  const moments = [...items.map(({ since }) => since), now].sort((a, b) => a - b);
  return moments.map((moment) => [moment, costUntil(items, moment)]);
}

interface Instance {
  readonly name: string;
  /** A URL that ends with it. */
  readonly machineType: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly creationTimestamp: string;
}

async function instances(session: Session): Promise<readonly Instance[]> {
  type Answer = { items?: Record<string, { instances?: Instance[] }> };
  const path = `projects/${session.config.PROJECT_ID}/aggregated/instances`;
  const answer = await askGoogle<Answer>('COMPUTE', path, session);
  return Object.values(answer?.items ?? {}).flatMap(({ instances = [] }) => instances);
}
