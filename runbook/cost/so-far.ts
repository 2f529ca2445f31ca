import type { Point } from '../../lib/chart/index.ts';
import { aggregated } from '../../lib/google/compute.ts';
import { hasLabel } from '../../lib/ownership/label.ts';
import type { Cost } from '../../lib/runner/status.ts';
import type { Session } from '../../lib/session/session.ts';
import { nodePool } from '../tutorial/names.ts';
import { costPerHour, dollars } from './prices.ts';

/** Something that is billed as long as it stands. */
export interface Billed {
  readonly name: string;
  /** US dollars an hour. */
  readonly perHour: number;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

const HOUR = 3_600_000;

/**
 * The cluster that this runbook made, and its TPU machines that stand now; of a shared one, the machines of our node pool.
 * What is gone, traffic, storage and balancers are not in it.
 */
export async function billed(session: Session): Promise<readonly Billed[]> {
  const { CLUSTER, CLUSTER_NAME, MACHINE_TYPE } = session.config;
  const { base, tpuNode } = costPerHour(session.config);
  const cluster = await session.cluster.cluster(CLUSTER_NAME);
  const shared = CLUSTER === 'existing';
  if (!cluster?.createTime || !(shared || hasLabel(cluster.resourceLabels))) return [];
  const machines = (await aggregated(session, 'instances')).filter(
    ({ labels, machineType }) =>
      labels?.['goog-k8s-cluster-name'] === CLUSTER_NAME &&
      machineType?.endsWith(`/${MACHINE_TYPE}`) &&
      (!shared || labels['goog-k8s-node-pool-name'] === nodePool(session.config)),
  );
  return [
    ...(shared ? [] : [{ name: CLUSTER_NAME, perHour: base, since: Date.parse(cluster.createTime) }]),
    ...machines.map(({ name, creationTimestamp }) => ({
      name,
      perHour: tpuNode,
      since: Date.parse(creationTimestamp),
    })),
  ];
}

/** What stands now has cost so far, by when it was created. */
export async function costSoFar(session: Session): Promise<Cost> {
  const items = await billed(session);
  const soFar = costUntil(items, session.target.clock.now());
  const perHour = items.reduce((sum, item) => sum + item.perHour, 0);
  const { known, asOf } = costPerHour(session.config);
  const simulated = session.target.kind === 'sandbox' ? ' (simulated)' : '';
  const standIn = known
    ? ''
    : ' The price of these machines is not known here: the highest that is known stands in for it.';
  const others = await elsewhere(session);
  const text =
    items.length === 0
      ? `Nothing${session.config.LEARNER ? ' of yours' : ''} that is billed by the hour stands${others === '' ? '' : ' under these names'}.`
      : `What stands now has cost ${dollars(soFar)} so far, at ${dollars(perHour)} an hour${simulated}: list prices of ` +
        `${asOf}, without what is gone, traffic, storage and load balancers.${standIn}`;
  return { soFar, perHour, known, text: text + others };
}

/** Clusters of this runbook under other names: they may be one's own, and are billed too. */
async function elsewhere({ cluster, config }: Session): Promise<string> {
  const others = (await cluster.clusters()).filter(
    ({ name, location, resourceLabels }) =>
      hasLabel(resourceLabels) && !(name === config.CLUSTER_NAME && location === config.CONTROL_PLANE_LOCATION),
  );
  return others
    .map(
      ({ name, location }) =>
        `\nThis runbook also made cluster ${name}, which is billed: CLUSTER_NAME=${name} CONTROL_PLANE_LOCATION=${location} npm run status`,
    )
    .join('');
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
