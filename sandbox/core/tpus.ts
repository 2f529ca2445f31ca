import { loadData } from './data.ts';

/** A row of `data/tpus.yaml`: a generation of TPUs. */
export interface TpuFamily {
  /** What people call it. */
  readonly chip: string;
  /** The value of the label `cloud.google.com/gke-tpu-accelerator`. */
  readonly accelerator: string;
  /** The only type of boot disk that its machines take; any, when left out. */
  readonly bootDisk?: string;
  /** On demand, in dollars. */
  readonly pricePerChipHour: number;
  /** Of one chip: bytes, bytes/s and FLOP/s. */
  readonly hbmUsable: number;
  readonly bandwidth: number;
  readonly flops: number;
  /** vLLM's. */
  readonly defaults: { readonly maxNumBatchedTokens: number; readonly maxNumSeqs: number };
  readonly machines: Readonly<Record<string, TpuMachine>>;
  readonly quota: Readonly<Record<'onDemand' | 'preemptible', TpuQuota>>;
  readonly zones: readonly string[];
}

export interface TpuMachine {
  readonly chips: number;
  /** The value of the label `cloud.google.com/gke-tpu-topology`. */
  readonly topology: string;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** The topologies of slices that several such machines form. */
  readonly multiHost?: readonly string[];
}

export interface TpuQuota {
  /** Cloud Quotas' name: `TPUS-PER-TPU-FAMILY-per-project-region`. */
  readonly id: string;
  /** Beside the region. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Chips a region. */
  readonly limit: number;
  /** Whether Compute Engine's description of a region has it too. */
  readonly inRegion?: boolean;
}

/** By family of machine types, as their names begin. */
export const tpuFamilies: ReadonlyMap<string, TpuFamily> = new Map(
  Object.entries(loadData<Record<string, TpuFamily>>('tpus')),
);

/** The quota that machines of a family use up. */
export function tpuQuota(family: string, spot: boolean): TpuQuota {
  return tpuFamilies.get(family)!.quota[spot ? 'preemptible' : 'onDemand'];
}

/** As errors and the descriptions of regions name it: `TPUS_PER_TPU_FAMILY`. */
export function quotaMetric({ id }: Pick<TpuQuota, 'id'>): string {
  return id.replace(/-per-.*/, '').replaceAll('-', '_');
}
