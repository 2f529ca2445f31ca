import { type Config, generationOf, type TpuQuota } from '../../lib/config/index.ts';

/** How the TPU nodes are bought: what that means for the node pool, for the quota and for the price. */
export interface Provisioning {
  readonly kind: 'on-demand' | 'spot' | 'flex-start' | 'reservation';
  /** Of `gcloud container node-pools create`. */
  readonly flags: readonly string[];
  /** Nodes that the pool begins with: flex-start makes them when a pod asks. */
  readonly nodes: number;
  /** What it uses up; a reservation has it already. */
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

/** The zones for the TPU nodes, in the order in which they are tried. */
export function zonesToTry({ ZONE, ZONES }: Pick<Config, 'ZONE' | 'ZONES'>): readonly string[] {
  return [...new Set([ZONE, ...ZONES])];
}
