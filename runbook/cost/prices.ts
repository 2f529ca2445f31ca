import { type Config, regionOf, TPU_SHAPES } from '../../lib/config/index.ts';
import { type Provisioning, provisioningOf } from '../cluster/provisioning.ts';

type Kind = Provisioning['kind'];

/**
 * List prices in US dollars. On-demand chips in the US: GKE's cluster autoscaler (cluster-autoscaler@7d250507, read
 * 2026-08-21); in other regions: the billing catalog (read 2026-08-10). No price is guessed from another region.
 * Cluster fee and e2-medium (us-central1): Google's public price list.
 */
export const PRICES = {
  asOf: '2026-08-21',
  perChipHour: {
    'on-demand': { us: 2.7, 'europe-west4': 2.97 },
    spot: { 'us-east5': 1.4033, 'europe-west4': 1.782 },
    'flex-start': { 'us-east5': 1.35, 'europe-west4': 1.35 },
    // The contract of a reservation sets its price.
    reservation: {},
  } satisfies Record<Kind, Readonly<Record<string, number>>>,
  clusterFeePerHour: 0.1,
  systemNodePerHour: 0.034,
} as const;

export interface CostPerHour {
  /** One TPU node; if its price is unknown, the highest known on-demand price. */
  readonly tpuNode: number;
  /** Whether `tpuNode` is the actual price. */
  readonly known: boolean;
  /** The cluster fee and the system node. */
  readonly base: number;
}

/** The cost in US dollars per hour, without traffic, storage and load balancers. */
export function costPerHour(config: Config): CostPerHour {
  const region = regionOf(config.ZONE);
  const perChip = chipHour(provisioningOf(config).kind, region);
  const most = perChip ?? chipHour('on-demand', region) ?? Math.max(...Object.values(PRICES.perChipHour['on-demand']));
  return {
    tpuNode: most * TPU_SHAPES[config.MACHINE_TYPE].chips,
    known: perChip !== undefined,
    base: PRICES.clusterFeePerHour + PRICES.systemNodePerHour,
  };
}

function chipHour(kind: Kind, region: string): number | undefined {
  const prices: Readonly<Record<string, number>> = PRICES.perChipHour[kind];
  return prices[region] ?? prices[region.slice(0, region.indexOf('-'))];
}

/** `$21.60`, or `about $21.60` if the price is unknown. */
export function dollars(amount: number, known = true): string {
  return `${known ? '' : 'about '}$${amount.toFixed(2)}`;
}
