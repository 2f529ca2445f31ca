import { type Config, generationOf, regionOf, TPU_SHAPES } from '../../lib/config/index.ts';
import { provisioningOf } from '../cluster/provisioning.ts';

/** The cluster's fee and its system node, e2-medium in us-central1: Google's public list, in US dollars. */
const CLUSTER_FEE_PER_HOUR = 0.1;
const SYSTEM_NODE_PER_HOUR = 0.034;

export interface CostPerHour {
  /** One TPU node; when its price is not known, the highest that is known on demand. */
  readonly tpuNode: number;
  /** Whether that is the price, and not a stand-in for it. */
  readonly known: boolean;
  /** The cluster's fee and its system node. */
  readonly base: number;
  /** The day of the price list. */
  readonly asOf: string;
}

/** What it costs while it stands, an hour, in US dollars. Traffic, storage and balancing are not in it. */
export function costPerHour(config: Config): CostPerHour {
  const region = regionOf(config.ZONE);
  const { perChipHour } = generationOf(config.MACHINE_TYPE).prices;
  const { kind } = provisioningOf(config);
  // What a reservation costs is in its own contract.
  const perChip = kind === 'reservation' ? undefined : inRegion(perChipHour[kind], region);
  const most =
    perChip ?? inRegion(perChipHour['on-demand'], region) ?? Math.max(...Object.values(perChipHour['on-demand']));
  return {
    tpuNode: most * TPU_SHAPES[config.MACHINE_TYPE].chips,
    known: perChip !== undefined,
    base: CLUSTER_FEE_PER_HOUR + SYSTEM_NODE_PER_HOUR,
    asOf: generationOf(config.MACHINE_TYPE).prices.asOf,
  };
}

function inRegion(prices: Readonly<Record<string, number>>, region: string): number | undefined {
  return prices[region] ?? prices[region.slice(0, region.indexOf('-'))];
}

/** `$21.60`, or what is known of it. */
export function dollars(amount: number, known = true): string {
  return `${known ? '' : 'some '}$${amount.toFixed(2)}`;
}
