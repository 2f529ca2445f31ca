import type { Config } from '../../lib/config/index.ts';

/** How TPU nodes are provisioned, with the consequences for node pool, quota and price. */
export interface Provisioning {
  readonly kind: 'on-demand' | 'spot' | 'flex-start' | 'reservation';
  /** Flags of `gcloud container node-pools create`. */
  readonly flags: readonly string[];
  /** The initial number of nodes. Flex-start creates nodes when a pod needs them. */
  readonly nodes: number;
  /** The Compute Engine quota (not that of the Cloud TPU API). A reservation includes its quota. */
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

/** The zones to try for the TPU nodes, in order. */
export function zonesToTry({ ZONE, ZONES }: Pick<Config, 'ZONE' | 'ZONES'>): readonly string[] {
  return [...new Set([ZONE, ...ZONES])];
}
