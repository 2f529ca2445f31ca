import type { Fleet } from './fleet.ts';
import type { Condition, OperationFailure, PoolRecord } from './records.ts';

/** The node pool's status message when Compute Engine cannot create its machines. */
const STOCKOUT =
  'TPU: the nodes cannot be created now due to lack of capacity. They will be created asynchronously once capacity is available. You can either wait for the nodes to be up, or delete the node pool and try re-creating it again later.';

/** Why a pool lacks machines, as its operation and its conditions give it; undefined when it has them all. */
export function failureOf(pool: PoolRecord, fleet: Fleet): OperationFailure | undefined {
  const [failure] = fleet.failures(pool);
  if (!failure) return undefined;
  const { code, canonicalCode = 'RESOURCE_EXHAUSTED', zone, zonesAvailable } = failure;
  const message = code === 'GCE_STOCKOUT' ? STOCKOUT : failure.message;
  const conditions: Condition[] = [{ code, message, canonicalCode }];
  return { conditions, zone, machineType: pool.machineType, ...(code !== 'UNKNOWN' && { zonesAvailable }) };
}
