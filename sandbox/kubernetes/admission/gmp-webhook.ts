import type { World } from '../../core/world.ts';
import { operatorIsDown } from '../controllers/managed-prometheus/operator.ts';
import type { ObjectStore } from '../object.ts';
import { StatusError } from '../store/status-error.ts';
import type { AdmissionPlugin } from './admission.ts';

/**
 * The webhook of Managed Prometheus' operator (before v0.17; from then on the CRD has rules): without the operator, no
 * PodMonitoring is written. Its words: prometheus-engine#696.
 */
export function gmpWebhook({ world, store }: { world: World; store: ObjectStore }): AdmissionPlugin {
  return (object, { resource }) => {
    if (resource !== 'podmonitorings' || !operatorIsDown(store, world)) return object;
    throw new StatusError(
      'InternalError',
      'Internal error occurred: failed calling webhook "default.podmonitorings.gmp-operator.gmp-system.monitoring.googleapis.com": failed to call webhook: Post "https://gmp-operator.gmp-system.svc:443/default/monitoring.googleapis.com/v1/podmonitorings?timeout=10s": no endpoints available for service "gmp-operator"',
    );
  };
}
