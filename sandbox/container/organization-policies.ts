import { hasPrivateNodes } from './quotas.ts';
import type { ClusterRecord, InstanceFailure, PoolRecord } from './records.ts';

export interface Machine {
  readonly project: string;
  readonly projectNumber: string;
  readonly zone: string;
  readonly name: string;
}

interface Policy {
  /** Whether a node of the pool violates it. */
  strikes(pool: PoolRecord, cluster: ClusterRecord): boolean;
  says(machine: Machine): string;
}

/** The constraints that stop GKE's nodes, by name. */
export const ORGANIZATION_POLICIES: Readonly<Record<string, Policy>> = {
  // 2i2c-org/infrastructure#489, googlecodelabs/monolith-to-microservices#113
  'compute.vmExternalIpAccess': {
    strikes: (pool, cluster) => !hasPrivateNodes(pool.spec) && !hasPrivateNodes(cluster.spec),
    says: ({ project, projectNumber, zone, name }) =>
      `Constraint constraints/compute.vmExternalIpAccess violated for project ${projectNumber}. Add instance projects/${project}/zones/${zone}/instances/${name} to the constraint to use external IP with it.`,
  },
  // hashicorp/terraform-provider-google#4989
  'compute.vmCanIpForward': {
    strikes: () => true,
    says: ({ project, projectNumber, zone, name }) =>
      `Constraint constraints/compute.vmCanIpForward violated for projects/${projectNumber}. Enabling IP forwarding is not allowed for projects/${project}/zones/${zone}/instances/${name}.`,
  },
};

/**
 * How GKE passes on that Compute Engine may not create a machine. The reason: GoogleCloudPlatform/cluster-autoscaler
 * pkg/visibility/events, which has no name for such an error. Assumed: the canonical code.
 */
export function violation(constraint: string, machine: Machine): InstanceFailure {
  const cause = `[CONDITION_NOT_MET]: Instance '${machine.name}' creation failed: ${ORGANIZATION_POLICIES[constraint]!.says(machine)}`;
  return {
    code: 'UNKNOWN',
    canonicalCode: 'FAILED_PRECONDITION',
    reason: 'Internal error',
    message: `Google Compute Engine: Not all instances running in IGM after 14.691006793s. Expected 1, running 0, transitioning 1. Current errors: ${cause}`,
    zonesAvailable: [],
  };
}
