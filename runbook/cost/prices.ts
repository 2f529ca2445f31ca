import { type Config, generationOf, regionOf, TPU_SHAPES } from '../../lib/config/index.ts';
import { provisioningOf } from '../cluster/provisioning.ts';

/** The cluster fee, and machines in us-central1, in US dollars an hour: Google's public price list. */
export const CLUSTER_FEE_PER_HOUR = 0.1;
export const CPU_NODES_PER_HOUR = { 'e2-medium': 0.034, 'e2-standard-16': 0.536 } as const;
/** GKE's default for the system node. */
const SYSTEM_NODE = 'e2-medium';

export interface CostPerHour {
  /** One TPU node; if its price is unknown, the highest known on-demand price. */
  readonly tpuNode: number;
  /** Whether `tpuNode` is the actual price. */
  readonly known: boolean;
  /** The cluster fee and the system node. */
  readonly base: number;
  /** The day of the price list. */
  readonly asOf: string;
}

/** The cost in US dollars per hour, without traffic, storage and load balancers. */
export function costPerHour(config: Pick<Config, 'ZONE' | 'MACHINE_TYPE' | 'PROVISIONING'>): CostPerHour {
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
    base: CLUSTER_FEE_PER_HOUR + CPU_NODES_PER_HOUR[SYSTEM_NODE],
    asOf: generationOf(config.MACHINE_TYPE).prices.asOf,
  };
}

function inRegion(prices: Readonly<Record<string, number>>, region: string): number | undefined {
  return prices[region] ?? prices[region.slice(0, region.indexOf('-'))];
}

/** What a wait with a TPU node costs, as a sentence. */
export function waitingCosts(config: Config): string {
  const { tpuNode, known } = costPerHour(config);
  return `Each hour of waiting costs ${dollars(tpuNode, known)} for each TPU node that runs.`;
}

/** `$21.60`, or `about $21.60` if the price is unknown. */
export function dollars(amount: number, known = true): string {
  return `${known ? '' : 'about '}$${amount.toFixed(2)}`;
}
