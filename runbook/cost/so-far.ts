import type { Point } from '../../lib/chart/index.ts';
import { hasLabel } from '../../lib/ownership/label.ts';
import { type Billed, perHourOf } from '../../lib/runner/meter.ts';
import type { Cost } from '../../lib/runner/status.ts';
import type { Session } from '../../lib/session/session.ts';
import { machinesOf } from '../cluster/machines.ts';
import { nodePool } from '../tutorial/names.ts';
import { costPerHour, dollars } from './prices.ts';

const HOUR = 3_600_000;

/**
 * The cluster that this runbook created and its running TPU machines; in a shared cluster, only those of our node pool.
 * Deleted resources, traffic, storage and load balancers are not included.
 */
export async function billed(session: Session): Promise<readonly Billed[]> {
  const { CLUSTER, CLUSTER_NAME, MACHINE_TYPE } = session.config;
  const { base, tpuNode } = costPerHour(session.config);
  const cluster = await session.cluster.cluster(CLUSTER_NAME);
  const shared = CLUSTER === 'existing';
  if (!cluster?.createTime || !(shared || hasLabel(cluster.resourceLabels))) return [];
  const machines = (await machinesOf(session)).filter(
    ({ type, pool }) => type === MACHINE_TYPE && (!shared || pool === nodePool(session.config)),
  );
  return [
    ...(shared ? [] : [{ name: CLUSTER_NAME, perHour: base, since: Date.parse(cluster.createTime) }]),
    ...machines.map(({ name, since }) => ({ name, perHour: tpuNode, since })),
  ];
}

/** The cost so far of the running resources, from their creation times. */
export async function costSoFar(session: Session): Promise<Cost> {
  const items = await billed(session);
  const soFar = costUntil(items, session.target.clock.now());
  const perHour = perHourOf(items);
  const { known, asOf } = costPerHour(session.config);
  const simulated = session.target.kind === 'sandbox' ? ' (simulated: nothing is billed)' : '';
  const standIn = known
    ? ''
    : ' The price of these machines is unknown; the figure uses the highest known on-demand price.';
  const others = await elsewhere(session);
  const text =
    items.length === 0
      ? `You have no resource that is billed by the hour${others === '' ? '' : ' under these names'}.`
      : `Cost so far of the existing resources: ${dollars(soFar)}, at ${dollars(perHour)} an hour${simulated}. List prices of ` +
        `${asOf}, without deleted resources, traffic, storage and load balancers.${standIn}`;
  return { soFar, perHour, known, text: text + others };
}

/** Clusters of this runbook under other names: they may be the user's, and are billed too. */
async function elsewhere({ cluster, config }: Session): Promise<string> {
  const others = (await cluster.clusters()).filter(
    ({ name, location, resourceLabels }) =>
      hasLabel(resourceLabels) && !(name === config.CLUSTER_NAME && location === config.CONTROL_PLANE_LOCATION),
  );
  return others
    .map(
      ({ name, location }) =>
        `\nThis runbook also created cluster ${name}. To see its cost: CLUSTER_NAME=${name} CONTROL_PLANE_LOCATION=${location} npm run status`,
    )
    .join('');
}

/** The cost in US dollars until a moment. */
export function costUntil(items: readonly Billed[], now: number): number {
  return items.reduce((sum, { perHour, since }) => sum + (perHour * Math.max(0, now - since)) / HOUR, 0);
}

/** The cost from the first resource until now, linear between the creation times. */
export function costOverTime(items: readonly Billed[], now: number): Point[] {
  const moments = [...items.map(({ since }) => since), now].sort((a, b) => a - b);
  return moments.map((moment) => [moment, costUntil(items, moment)]);
}
