/** A TPU generation: one row of `TPU_GENERATIONS`. */
export interface TpuGeneration {
  readonly name: string;
  /** The value of the label `cloud.google.com/gke-tpu-accelerator`. */
  readonly accelerator: string;
  /** Usable GiB of one chip. */
  readonly hbmGib: number;
  /** Machines of a single host, largest first. GKE rejects the topology flag for them. */
  readonly machines: Readonly<Record<string, { readonly chips: number; readonly topology: string }>>;
  /** Spot and flex-start machines use the preemptible quota. */
  readonly quota: { readonly onDemand: TpuQuota; readonly preemptible: TpuQuota };
  /** List prices in US dollars, by region or continent. No price is guessed from another region. */
  readonly prices: {
    readonly asOf: string;
    readonly perChipHour: Readonly<Record<'on-demand' | 'spot' | 'flex-start', Readonly<Record<string, number>>>>;
  };
  /** The first GKE version with this generation, by cluster mode. */
  readonly leastVersion: { readonly standard: string; readonly autopilot: string };
}

/** The Compute Engine quota (not that of the Cloud TPU API), as Cloud Quotas names it. */
export interface TpuQuota {
  readonly id: string;
  /** All dimensions except the region. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * The TPU generations. The first machine of the first row is the default. Sources: machines and topologies from GKE's
 * cluster autoscaler (GoogleCloudPlatform/cluster-autoscaler@7d250507); versions from cloud.google.com/kubernetes-engine/docs/concepts/plan-tpus
 * and how-to/tpus-autopilot.
 */
export const TPU_GENERATIONS = [
  {
    name: 'TPU v6e (Trillium)',
    accelerator: 'tpu-v6e-slice',
    // Of 32 GB (seen in a log, vllm#16211).
    hbmGib: 31.25,
    machines: {
      'ct6e-standard-8t': { chips: 8, topology: '2x4' },
      'ct6e-standard-4t': { chips: 4, topology: '2x2' },
      'ct6e-standard-1t': { chips: 1, topology: '1x1' },
    },
    quota: {
      onDemand: { id: 'TPUS-PER-TPU-FAMILY-per-project-region', dimensions: { tpu_family: 'CT6E' } },
      preemptible: { id: 'PREEMPTIBLE-TPU-V6E-per-project-region', dimensions: {} },
    },
    // On-demand chips in the US: the cluster autoscaler. In other regions: the billing catalog (read 2026-08-10).
    prices: {
      asOf: '2026-08-21',
      perChipHour: {
        'on-demand': { us: 2.7, 'europe-west4': 2.97 },
        spot: { 'us-east5': 1.4033, 'europe-west4': 1.782 },
        'flex-start': { 'us-east5': 1.35, 'europe-west4': 1.35 },
      },
    },
    leastVersion: { standard: '1.31.2-gke.1115000', autopilot: '1.32.3-gke.1927000' },
  },
  {
    name: 'TPU v5e',
    accelerator: 'tpu-v5-lite-podslice',
    // Of 16 GB (cloud.google.com/tpu/docs/v5e). XLA reports the limit: "Used 17.14G of 15.75G hbm".
    hbmGib: 15.75,
    machines: {
      'ct5lp-hightpu-8t': { chips: 8, topology: '2x4' },
      'ct5lp-hightpu-4t': { chips: 4, topology: '2x2' },
      'ct5lp-hightpu-1t': { chips: 1, topology: '1x1' },
    },
    // gcloud compute regions describe lists the metrics TPU_LITE_PODSLICE_V5 and PREEMPTIBLE_TPU_LITE_PODSLICE_V5.
    // Assumed: the ID of the preemptible quota for a region; only the ID for a zone was seen.
    quota: {
      onDemand: { id: 'TPU-LITE-PODSLICE-V5-per-project-region', dimensions: {} },
      preemptible: { id: 'PREEMPTIBLE-TPU-LITE-PODSLICE-V5-per-project-region', dimensions: {} },
    },
    // On-demand chips in the US: the cluster autoscaler. In other regions: skypilot-org/skypilot-catalog@006059e0,
    // v8/gcp/vms.csv, which reads the billing catalog. No price of flex-start was found.
    prices: {
      asOf: '2026-11-28',
      perChipHour: {
        'on-demand': {
          us: 1.2,
          'us-south1': 1.416,
          'europe-west1': 1.32132,
          'europe-west4': 1.56,
          'asia-east1': 1.38948,
          'asia-northeast1': 1.54104,
          'southamerica-west1': 1.716,
        },
        spot: {
          'us-central1': 0.24493,
          'us-east1': 0.24493,
          'us-east4': 0.6,
          'us-east5': 0.6,
          'us-south1': 0.5664,
          'us-west1': 0.24493,
          'us-west4': 0.48,
          'europe-west1': 0.52853,
          'europe-west4': 0.44498,
        },
        'flex-start': {},
      },
    },
    // Assumed for Standard, because no copy of the page lists v5e. Every version that GKE offers today is later.
    leastVersion: { standard: '1.27.2-gke.2100', autopilot: '1.32.3-gke.1927000' },
  },
] as const satisfies readonly TpuGeneration[];

type MachinesOf<Generation> = Generation extends { readonly machines: infer Machines } ? keyof Machines : never;

export type MachineType = MachinesOf<(typeof TPU_GENERATIONS)[number]>;

/** One TPU host, as the model server requests it. */
export interface TpuShape {
  /** The value of the label `cloud.google.com/gke-tpu-accelerator`. */
  readonly accelerator: string;
  readonly chips: number;
  readonly topology: string;
  /** Usable GiB of all chips together. */
  readonly hbmGib: number;
  /** The number of chips that share the model's layers. */
  readonly tensorParallel: number;
}

/** Every machine type, in the order of `TPU_GENERATIONS`. */
export const TPU_SHAPES = Object.fromEntries(
  TPU_GENERATIONS.flatMap(({ accelerator, hbmGib, machines }: TpuGeneration) =>
    Object.entries(machines).map(([name, { chips, topology }]): [string, TpuShape] => [
      name,
      { accelerator, chips, topology, hbmGib: hbmGib * chips, tensorParallel: chips },
    ]),
  ),
) as Readonly<Record<MachineType, TpuShape>>;

export const MACHINE_TYPES = Object.keys(TPU_SHAPES) as readonly MachineType[];

export function generationOf(machineType: MachineType): TpuGeneration {
  return TPU_GENERATIONS.find(({ machines }) => Object.hasOwn(machines, machineType))!;
}
