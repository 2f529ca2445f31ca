import type { Ours } from '../../lib/ownership/inventory.ts';
import { LABEL } from '../../lib/ownership/label.ts';
import type { StepContext } from '../../lib/step/step.ts';
import { ADAPTER, LEARNER_LABEL, nodePool, principal, SERVICE } from '../tutorial/names.ts';

/** The names and labels that identify the resources of this run. */
export function ours({ config }: StepContext): Ours {
  const { CLUSTER, CLUSTER_NAME, CONTROL_PLANE_LOCATION, GSBUCKET, KEEP_BUCKET, KSA_NAME, LEARNER, NAMESPACE } = config;
  return {
    label: LABEL,
    learner: { label: LEARNER_LABEL, name: LEARNER },
    cluster: CLUSTER_NAME,
    location: CONTROL_PLANE_LOCATION,
    bucket: GSBUCKET,
    keepsBucket: KEEP_BUCKET === 'on',
    pool: CLUSTER === 'existing' ? nodePool(config) : undefined,
    service: `${NAMESPACE}/${SERVICE}`,
    members: [principal(config, ADAPTER.namespace, ADAPTER.name), principal(config, NAMESPACE, KSA_NAME)],
  };
}
