import { COMPUTE_CLASS, type NodePool, type ProvisioningRequest } from '../../cloud.ts';
import type { KubeObject } from '../../object.ts';
import { misfit } from '../../scheduler/filters.ts';
import { type MachineType, machineTypes } from '../node/machine-type.ts';
import { templateNode } from './node-group.ts';

export const ZONE_LABEL = 'topology.kubernetes.io/zone';
const SPOT_LABEL = 'cloud.google.com/gke-spot';

/** The family of which node auto-provisioning makes nodes for pods that name none and ask for no TPU. */
const ORDINARY = 'e2';

/** The cheapest machine that, as a node of its own, fits a pod: for a TPU pod the one with its type, topology and chips. */
export function provisioningFor(pod: KubeObject): ProvisioningRequest | undefined {
  const selector: Readonly<Record<string, string>> = pod.spec.nodeSelector ?? {};
  const zone = selector[ZONE_LABEL];
  const spot = selector[SPOT_LABEL] === 'true';
  const [cheapest] = [...machineTypes]
    .filter(([, { family, tpu }]) => family === ORDINARY || tpu)
    .filter(([, { allocatableMillicores }]) => allocatableMillicores === undefined)
    .flatMap(([machineType, machine]) =>
      [undefined, ...(machine.tpu?.multiHost ?? [])].map((slice) => ({
        machine,
        request: { machineType, spot, ...(zone !== undefined && { zone }), ...(slice && { slice }) },
      })),
    )
    .filter(({ machine, request }) => fits(pod, request, machine))
    .sort((a, b) => a.machine.pricePerHour - b.machine.pricePerHour);
  return cheapest?.request;
}

/** Whether the pod fits on an empty node of the pool that is asked for. */
export const fits = (pod: KubeObject, request: ProvisioningRequest, machine: MachineType): boolean =>
  !misfit(pod, templateNode(poolOf(request), machine));

function poolOf({ zone, computeClass, ...request }: ProvisioningRequest): NodePool {
  const zones = zone === undefined ? [] : [zone];
  const value = computeClass ?? '';
  return {
    name: 'nap',
    ...request,
    zones,
    size: 0,
    status: 'RUNNING',
    labels: computeClass === undefined ? {} : { [COMPUTE_CLASS]: value },
    taints: computeClass === undefined ? [] : [{ key: COMPUTE_CLASS, value, effect: 'NoSchedule' }],
  };
}
