import type { ClusterRecord } from './records.ts';

interface AddonsConfig {
  readonly gcsFuseCsiDriverConfig?: { readonly enabled?: boolean };
  readonly horizontalPodAutoscaling?: { readonly disabled?: boolean };
  readonly httpLoadBalancing?: { readonly disabled?: boolean };
}

interface ClusterSpec {
  readonly addonsConfig?: AddonsConfig;
  readonly workloadIdentityConfig?: { readonly workloadPool?: string };
  readonly monitoringConfig?: { readonly managedPrometheusConfig?: { readonly enabled?: boolean } };
}

/** How each add-on reads in the Cluster message; Autopilot has them all. `kubeSystem`: what GKE runs in every cluster. */
const ADDONS: Readonly<Record<string, (spec: ClusterSpec) => boolean>> = {
  gcsFuseCsiDriver: ({ addonsConfig }) => addonsConfig?.gcsFuseCsiDriverConfig?.enabled === true,
  horizontalPodAutoscaling: ({ addonsConfig }) => addonsConfig?.horizontalPodAutoscaling?.disabled !== true,
  httpLoadBalancing: ({ addonsConfig }) => addonsConfig?.httpLoadBalancing?.disabled !== true,
  kubeSystem: () => true,
  managedPrometheus: ({ monitoringConfig }) => monitoringConfig?.managedPrometheusConfig?.enabled !== false,
  workloadIdentity: ({ workloadIdentityConfig }) => workloadIdentityConfig?.workloadPool !== undefined,
};

export function addonEnabled(cluster: Pick<ClusterRecord, 'autopilot' | 'spec'>, name: string): boolean {
  const reads = Object.hasOwn(ADDONS, name) ? ADDONS[name] : undefined;
  return reads !== undefined && (cluster.autopilot || reads(cluster.spec as ClusterSpec));
}
