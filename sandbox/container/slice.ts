import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';
import type { MachineType, MultiHostSlice } from '../core/machine-types.ts';

/** The multi-host slice that a node pool asks for. @throws GoogleApiError 400 for a topology that its machines cannot have */
export function readSlice(machineType: string, machine: MachineType, message: JsonObject): MultiHostSlice | undefined {
  const topology = isObject(message.placementPolicy) ? message.placementPolicy.tpuTopology : undefined;
  if (typeof topology !== 'string' || topology === '' || !machine.tpu) return undefined;
  if (topology === machine.tpu.topology) {
    throw new GoogleApiError(
      400,
      "TPU topology can't be specified with single-host TPU slice pool; please remove the tpu_topology from the node pool creation request",
    );
  }
  const slice = machine.tpu.multiHost.find((each) => each.topology === topology);
  if (slice) return slice;
  // Assumed: no report has GKE's words for it.
  throw new GoogleApiError(400, `TPU topology "${topology}" is not supported by machine type "${machineType}".`);
}

/** "Maximum": vllm-project/ci-infra#545. The others are assumed to read like it. */
type Count = 'Initial' | 'Maximum' | 'Minimum' | 'Requested';

/** A multi-host slice has all its machines or none. @throws GoogleApiError 400 */
export function checkCount(kind: Count, count: number, { topology, hosts }: MultiHostSlice): void {
  if (count === hosts || (count === 0 && kind !== 'Maximum')) return;
  throw new GoogleApiError(
    400,
    `${kind} node count ${count} is not a valid size of TPU pod slice with topology "${topology}"`,
  );
}
