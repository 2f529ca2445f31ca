import type { Config } from '../../lib/config/index.ts';

/** How the TPU nodes are bought: what that means for the node pool, for the quota and for the price. */
export interface Provisioning {
  readonly kind: 'on-demand' | 'spot' | 'flex-start' | 'reservation';
  /** Of `gcloud container node-pools create`. */
  readonly flags: readonly string[];
  /** Nodes that the pool begins with: flex-start makes them when a pod asks. */
  readonly nodes: number;
  /** Cloud Quotas' name of what it uses up; a reservation has it already. Compute Engine's, not the Cloud TPU API's. */
  readonly quota: { readonly id: string; readonly dimensions: Readonly<Record<string, string>> } | undefined;
}

const ON_DEMAND_QUOTA = { id: 'TPUS-PER-TPU-FAMILY-per-project-region', dimensions: { tpu_family: 'CT6E' } } as const;
const PREEMPTIBLE_QUOTA = { id: 'PREEMPTIBLE-TPU-V6E-per-project-region', dimensions: {} } as const;

export function provisioningOf({ PROVISIONING }: Pick<Config, 'PROVISIONING'>): Provisioning {
  const [kind, reservation = ''] = PROVISIONING.split(':');
  switch (kind) {
    case 'spot':
      return { kind, flags: ['--spot'], nodes: 1, quota: PREEMPTIBLE_QUOTA };
    case 'flex-start':
      return { kind, flags: ['--flex-start', '--reservation-affinity=none'], nodes: 0, quota: PREEMPTIBLE_QUOTA };
    case 'reservation':
      return {
        kind,
        flags: ['--reservation-affinity=specific', `--reservation=${reservation}`],
        nodes: 1,
        quota: undefined,
      };
    default:
      return { kind: 'on-demand', flags: [], nodes: 1, quota: ON_DEMAND_QUOTA };
  }
}

/** The zones for the TPU nodes, in the order in which they are tried. */
export function zonesToTry({ ZONE, ZONES }: Pick<Config, 'ZONE' | 'ZONES'>): readonly string[] {
  return [...new Set([ZONE, ...ZONES])];
}
