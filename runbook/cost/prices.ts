import { type Config, regionOf, TPU_SHAPES } from '../../lib/config/index.ts';
import { type Provisioning, provisioningOf } from '../cluster/provisioning.ts';

type Kind = Provisioning['kind'];

/**
 * List prices in US dollars. Chips on demand: GKE's own autoscaler (cluster-autoscaler@7d250507, read 2026-08-21) for the
 * US, billing-catalog reads of 2026-08-10 for the others. What a region is not known for is not guessed from another.
 * The cluster's fee and e2-medium (us-central1): Google's public list.
 */
export const PRICES = {
  asOf: '2026-08-21',
  perChipHour: {
    'on-demand': { us: 2.7, 'europe-west4': 2.97 },
    spot: { 'us-east5': 1.4033, 'europe-west4': 1.782 },
    'flex-start': { 'us-east5': 1.35, 'europe-west4': 1.35 },
    // What a reservation costs is in its own contract.
    reservation: {},
  } satisfies Record<Kind, Readonly<Record<string, number>>>,
  clusterFeePerHour: 0.1,
  systemNodePerHour: 0.034,
} as const;

export interface CostPerHour {
  /** One TPU node; when its price is not known, the highest that is known on demand. */
  readonly tpuNode: number;
  /** Whether that is the price, and not a stand-in for it. */
  readonly known: boolean;
  /** The cluster's fee and its system node. */
  readonly base: number;
}

/** What it costs while it stands, an hour, in US dollars. Traffic, storage and balancing are not in it. */
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

/** `$21.60`, or what is known of it. */
export function dollars(amount: number, known = true): string {
  return `${known ? '' : 'some '}$${amount.toFixed(2)}`;
}
