/** What is known of a generation of TPUs. A further generation is a further row of `TPU_GENERATIONS`. */
export interface TpuGeneration {
  readonly name: string;
  /** The value of the label `cloud.google.com/gke-tpu-accelerator`. */
  readonly accelerator: string;
  /** Of one chip, in GiB that a program can use. */
  readonly hbmGib: number;
  /** Machines with all chips in one host, the largest first; GKE refuses the flag of the topology for them. */
  readonly machines: Readonly<Record<string, { readonly chips: number; readonly topology: string }>>;
  /** What spot and flex-start machines use up is the preemptible one. */
  readonly quota: { readonly onDemand: TpuQuota; readonly preemptible: TpuQuota };
  /** List prices in US dollars, by region or continent. A region that is not named is not guessed from another. */
  readonly prices: {
    readonly asOf: string;
    readonly perChipHour: Readonly<Record<'on-demand' | 'spot' | 'flex-start', Readonly<Record<string, number>>>>;
  };
  /** The first GKE version, by the mode of the cluster. */
  readonly leastVersion: { readonly standard: string; readonly autopilot: string };
}

/** Cloud Quotas' name of a quota of Compute Engine, which GKE consumes; the Cloud TPU API's quotas are others. */
export interface TpuQuota {
  readonly id: string;
  /** Beside the region. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * The generations; the first machine of the first is the default. Machines and topologies: GKE's own cluster autoscaler
 * (GoogleCloudPlatform/cluster-autoscaler@7d250507). Versions: cloud.google.com/kubernetes-engine/docs/concepts/plan-tpus
 * and how-to/tpus-autopilot.
 */
export const TPU_GENERATIONS = [
  {
    name: 'TPU v6e (Trillium)',
    accelerator: 'tpu-v6e-slice',
    // Of 32 GB; seen in a log, vllm#16211.
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
    // On demand in the US: cluster-autoscaler, above. The others: reads of the billing catalog of 2026-08-10.
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
    // Of 16 GB (cloud.google.com/tpu/docs/v5e); XLA's own limit in its messages: "Used 17.14G of 15.75G hbm".
    hbmGib: 15.75,
    machines: {
      'ct5lp-hightpu-8t': { chips: 8, topology: '2x4' },
      'ct5lp-hightpu-4t': { chips: 4, topology: '2x2' },
      'ct5lp-hightpu-1t': { chips: 1, topology: '1x1' },
    },
    // The names of the metrics TPU_LITE_PODSLICE_V5 and PREEMPTIBLE_TPU_LITE_PODSLICE_V5 in gcloud compute regions
    // describe. Assumed: the id of the preemptible one for a region, after that for a zone, which was seen.
    quota: {
      onDemand: { id: 'TPU-LITE-PODSLICE-V5-per-project-region', dimensions: {} },
      preemptible: { id: 'PREEMPTIBLE-TPU-LITE-PODSLICE-V5-per-project-region', dimensions: {} },
    },
    // On demand in the US: cluster-autoscaler, above. The others: skypilot-org/skypilot-catalog@006059e0, v8/gcp/vms.csv,
    // which reads the billing catalog; asOf is the day on which both were read. Nothing was found of flex-start.
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
    // Assumed for Standard: no copy of the page with the row of v5e was found. GKE offers nothing that old.
    leastVersion: { standard: '1.27.2-gke.2100', autopilot: '1.32.3-gke.1927000' },
  },
] as const satisfies readonly TpuGeneration[];

type MachinesOf<Generation> = Generation extends { readonly machines: infer Machines } ? keyof Machines : never;

export type MachineType = MachinesOf<(typeof TPU_GENERATIONS)[number]>;

/** One host, as the pods of the model server ask for it. */
export interface TpuShape {
  /** The value of the label `cloud.google.com/gke-tpu-accelerator`. */
  readonly accelerator: string;
  readonly chips: number;
  readonly topology: string;
  /** Of all chips together, in GiB that a program can use. */
  readonly hbmGib: number;
  /** The model's layers are spread over all chips of the host. */
  readonly tensorParallel: number;
}

/** Every machine type, those of the first generation first. */
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
