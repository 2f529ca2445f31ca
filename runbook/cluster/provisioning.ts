import { type Config, generationOf, type TpuQuota } from '../../lib/config/index.ts';

/** How TPU nodes are provisioned, with the consequences for node pool, quota and price. */
export interface Provisioning {
  readonly kind: 'on-demand' | 'spot' | 'flex-start' | 'reservation';
  /** Flags of `gcloud container node-pools create`. */
  readonly flags: readonly string[];
  /** The initial number of nodes. Flex-start creates nodes when a pod needs them. */
  readonly nodes: number;
  /** The quota that the nodes use. A reservation includes its quota. */
  readonly quota: TpuQuota | undefined;
}

type Bought = Pick<Config, 'PROVISIONING' | 'MACHINE_TYPE'>;

export function provisioningOf({ PROVISIONING, MACHINE_TYPE }: Bought): Provisioning {
  const { onDemand, preemptible } = generationOf(MACHINE_TYPE).quota;
  const [kind, reservation = ''] = PROVISIONING.split(':');
  switch (kind) {
    case 'spot':
      return { kind, flags: ['--spot'], nodes: 1, quota: preemptible };
    case 'flex-start':
      return { kind, flags: ['--flex-start', '--reservation-affinity=none'], nodes: 0, quota: preemptible };
    case 'reservation':
      return {
        kind,
        flags: ['--reservation-affinity=specific', `--reservation=${reservation}`],
        nodes: 1,
        quota: undefined,
      };
    default:
      return { kind: 'on-demand', flags: [], nodes: 1, quota: onDemand };
  }
}

/** The autoscaler's maximum of the TPU node pool. */
export function mostNodes({ MAX_REPLICAS, SPARE_NODES }: Pick<Config, 'MAX_REPLICAS' | 'SPARE_NODES'>): number {
  return MAX_REPLICAS + SPARE_NODES;
}

/** The zones to try for the TPU nodes, in order. */
export function zonesToTry({ ZONE, ZONES }: Pick<Config, 'ZONE' | 'ZONES'>): readonly string[] {
  return [...new Set([ZONE, ...ZONES])];
}
