import type { Point } from '../../../lib/chart/index.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { timeOf } from '../../../lib/kubernetes/why-no-node.ts';
import type { Progress } from '../../../lib/runner/progress.ts';
import type { Clock } from '../../../lib/target/clock.ts';
import { ADAPTER, DEPLOYMENT, HPA } from '../../../runbook/tutorial/names.ts';
import { decisionOf } from '../world/autoscaler.ts';
import { eventsOf } from '../world/events.ts';
import { topologyOf } from '../world/topology.ts';
import type { ClusterView, Link, Place, World } from '../world/world.ts';
import { type Charts, type Measured, replicasChart } from './figures.ts';

/** The kinds that a page watches, by the path of their list. */
export const KINDS = {
  nodes: () => '/api/v1/nodes',
  pods: (namespace: string) => `/api/v1/namespaces/${namespace}/pods`,
  deployments: (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  hpas: (namespace: string) => `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
  events: () => '/api/v1/events',
} as const;
export type Kind = keyof typeof KINDS;

/** Everything that a page has read, as it came. */
export interface Seen {
  readonly link: Link;
  readonly place?: Place;
  readonly clock?: Clock;
  readonly maximum?: number;
  readonly cluster?: ClusterView | null;
  readonly objects: Readonly<Partial<Record<Kind, readonly KubernetesObject[]>>>;
  readonly measured?: Measured;
  readonly bill?: Measured;
  readonly gaps: Readonly<Record<string, string>>;
  readonly progress?: Progress | undefined;
  /** Replicas as they were seen, for the chart. */
  readonly desired: readonly Point[];
  readonly ready: readonly Point[];
}

export const NOTHING: Seen = { link: { state: 'connecting' }, objects: {}, gaps: {}, desired: [], ready: [] };

/** The most points of the replicas' history. */
const MOST = 500;

/** The same with the objects of a kind; a change of the replicas becomes a point of their history. */
export function withObjects(seen: Seen, kind: Kind, objects: readonly KubernetesObject[]): Seen {
  const next = { ...seen, objects: { ...seen.objects, [kind]: objects } };
  const { desired, ready } = replicasIn(next);
  return { ...next, desired: noted(seen.desired, desired, seen.clock), ready: noted(seen.ready, ready, seen.clock) };
}

function noted(points: readonly Point[], value: number | undefined, clock: Clock | undefined): readonly Point[] {
  if (value === undefined || clock === undefined || points.at(-1)?.[1] === value) return points;
  return [...points, [clock.now(), value] as Point].slice(-MOST);
}

function replicasIn({ objects }: Seen): { readonly desired: number | undefined; readonly ready: number | undefined } {
  const deployment = objects.deployments?.find(({ metadata }) => metadata.name === DEPLOYMENT);
  if (!deployment) return { desired: undefined, ready: undefined };
  // 0 before the autoscaler's first evaluation.
  const asked = Number(autoscaler(objects)?.status?.desiredReplicas ?? 0);
  return {
    desired: asked > 0 ? asked : Number(deployment.spec?.replicas ?? 1),
    ready: Number(deployment.status?.readyReplicas ?? 0),
  };
}

function autoscaler({ hpas = [] }: Seen['objects']): KubernetesObject | undefined {
  return hpas.find(({ metadata }) => metadata.name === HPA) ?? hpas[0];
}

/** The world in what was read. */
export function worldOf(seen: Seen): World {
  const { link, place, clock, cluster, objects, gaps, progress, measured, bill } = seen;
  const hpa = autoscaler(objects);
  const namespaces = [place?.namespace ?? '', 'default', ADAPTER.namespace];
  return {
    link,
    gaps,
    progress,
    ...(place && { place }),
    ...(clock && { now: clock.now() }),
    ...(clock && place?.target === 'sandbox' && { pace: clock.pace }),
    ...(cluster !== undefined && { cluster }),
    topology: topologyOf(objects.nodes ?? [], objects.pods ?? []),
    // Without a cluster there is no autoscaler either.
    ...((objects.hpas || cluster === null) && { decision: hpa ? decisionOf(hpa) : null }),
    events: eventsOf(objects.events ?? [], namespaces),
    figures: { ...measured?.figures, ...bill?.figures, ...replicasIn(seen) },
  };
}

/** The charts in what was read, without those that have nothing to draw. */
export function chartsOf(seen: Seen): Charts {
  const { measured, bill, clock, maximum = 1 } = seen;
  const desired = before(rescales(seen), seen.desired);
  const ready = before(measured?.scraped ?? [], seen.ready);
  // One moment is no chart.
  const drawn = clock && desired[0] && desired[0][0] < clock.now();
  const replicas = drawn ? { replicas: replicasChart({ desired, ready, now: clock.now(), maximum }) } : {};
  const all: Charts = { ...measured?.charts, ...replicas, ...bill?.charts };
  const isFilled = ([, { series }]: [string, { series: readonly { points: readonly unknown[] }[] }]): boolean =>
    series.some(({ points }) => points.length > 0);
  return Object.fromEntries(Object.entries(all).filter(isFilled));
}

/** Earlier points from elsewhere, then those that the page has seen itself. */
function before(earlier: readonly Point[], own: readonly Point[]): readonly Point[] {
  const [first] = own;
  return [...earlier.filter(([time]) => first !== undefined && time < first[0]), ...own];
}

/** The autoscaler's event of a change (k8s.io/kubernetes, pkg/controller/podautoscaler/horizontal.go). */
const RESCALED = /^New size: (\d+);/;

function rescales({ objects }: Seen): readonly Point[] {
  return (objects.events ?? [])
    .flatMap((event): Point[] => {
      const size = event.reason === 'SuccessfulRescale' ? RESCALED.exec(String(event.message))?.[1] : undefined;
      return size === undefined ? [] : [[timeOf(event), Number(size)]];
    })
    .sort(([a], [b]) => a - b);
}
