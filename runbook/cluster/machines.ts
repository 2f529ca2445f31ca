import { aggregated, isOf } from '../../lib/google/compute.ts';
import type { Session } from '../../lib/session/session.ts';
import { nodePool } from '../tutorial/names.ts';

/** Machine types with TPUs begin with `ct` and a digit, or with `tpu` and a digit (GKE, machine types of TPU nodes). */
export const TPU_MACHINE = /^(?:ct\d|tpu\d)/;

/** A node of the cluster, as Compute Engine lists it. */
export interface Machine {
  readonly name: string;
  readonly type: string;
  readonly pool: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

/** All machines of the cluster. */
export async function machinesOf(session: Session): Promise<readonly Machine[]> {
  const { CLUSTER_NAME: cluster, CONTROL_PLANE_LOCATION: location } = session.config;
  return (await aggregated(session, 'instances'))
    .filter((machine) => isOf(machine, { cluster, location }))
    .map(({ name, labels, creationTimestamp, machineType = '' }) => ({
      name,
      type: machineType.slice(machineType.lastIndexOf('/') + 1),
      pool: labels?.['goog-k8s-node-pool-name'],
      since: Date.parse(creationTimestamp),
    }));
}

/**
 * The names of the TPU machines that serve this configuration's model: those of its node pool. GKE names the pools of
 * Autopilot, so there it is all of the machine type in an own cluster, and none in a shared one.
 */
export async function tpuMachines(session: Session): Promise<readonly string[]> {
  const { CLUSTER, CLUSTER_MODE, MACHINE_TYPE } = session.config;
  const isOwn =
    CLUSTER_MODE === 'standard'
      ? ({ pool }: Machine) => pool === nodePool(session.config)
      : ({ type }: Machine) => CLUSTER === 'create' && type === MACHINE_TYPE;
  return (await machinesOf(session)).filter(isOwn).map(({ name }) => name);
}
