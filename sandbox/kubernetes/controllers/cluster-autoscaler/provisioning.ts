import type { NodePool, ProvisioningRequest } from '../../cloud.ts';
import type { KubeObject } from '../../object.ts';
import { misfit } from '../../scheduler/filters.ts';
import { machineTypes } from '../node/machine-type.ts';
import { templateNode } from './node-group.ts';

const ZONE_LABEL = 'topology.kubernetes.io/zone';
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
    .filter(({ machine, request }) => !misfit(pod, templateNode(poolOf(request), machine)))
    .sort((a, b) => a.machine.pricePerHour - b.machine.pricePerHour);
  return cheapest?.request;
}

function poolOf({ zone, ...request }: ProvisioningRequest): NodePool {
  const zones = zone === undefined ? [] : [zone];
  return { name: 'nap', ...request, zones, size: 0, status: 'RUNNING', labels: {}, taints: [] };
}
