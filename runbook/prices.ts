import type { Config } from '../lib/config/index.ts';
import { TPU_SHAPES } from './names.ts';

/**
 * On-demand list prices in US dollars. The chip prices are those of GKE's own autoscaler (US regions, read 2026-08-21)
 * and of billing-catalog reads (2026-08-10); the cluster fee and e2-medium are Google's public list prices.
 */
export const PRICES = {
  asOf: '2026-08-21',
  perChipHour: { default: 2.7, 'europe-west4': 2.97 },
  clusterFeePerHour: 0.1,
  systemNodePerHour: 0.034,
} as const;

export interface CostPerHour {
  /** One TPU node. */
  readonly tpuNode: number;
  /** The cluster's fee and its system node. */
  readonly base: number;
}

/** What it costs while it stands, an hour, in US dollars. Traffic, storage and balancing are not in it. */
export function costPerHour(config: Config): CostPerHour {
  const region = config.ZONE.replace(/-[a-z]$/, '');
  const perChip =
    region in PRICES.perChipHour ? PRICES.perChipHour[region as 'europe-west4'] : PRICES.perChipHour.default;
  return {
    tpuNode: perChip * TPU_SHAPES[config.MACHINE_TYPE].chips,
    base: PRICES.clusterFeePerHour + PRICES.systemNodePerHour,
  };
}
