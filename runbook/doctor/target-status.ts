import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { condition } from '../../lib/kubernetes/pods.ts';

/** One of `status.endpointStatuses` (prometheus-engine, pkg/operator/apis/monitoring/v1/pod_types.go). */
export interface EndpointStatus {
  /** `PodMonitoring/NAMESPACE/NAME/PORT`. */
  readonly name: string;
  readonly activeTargets?: number;
  readonly unhealthyTargets?: number;
  readonly sampleGroups?: readonly {
    readonly sampleTargets?: readonly { readonly health?: string; readonly lastError?: string }[];
  }[];
}

/**
 * What the operator says of an endpoint's targets. `unknown`: the target status is off, GKE's default
 * (OperatorConfig, features.targetStatus.enabled). With it, an endpoint without a target has no entry.
 */
export type TargetStatus =
  | { readonly state: 'unknown' }
  | { readonly state: 'none' }
  /** Not scraped since the last change. */
  | { readonly state: 'new' }
  | {
      readonly state: 'up' | 'down';
      readonly active: number;
      readonly unhealthy: number;
      readonly errors: readonly string[];
    };

export function targetStatus({ status, metadata }: KubernetesObject, port: number | string): TargetStatus {
  const statuses = status?.endpointStatuses as readonly EndpointStatus[] | undefined;
  if (statuses === undefined || statuses === null) return { state: 'unknown' };
  const own = statuses.filter(({ name }) => name.endsWith(`/${metadata.name}/${port}`));
  const active = own.reduce((sum, { activeTargets = 0 }) => sum + activeTargets, 0);
  const unhealthy = own.reduce((sum, { unhealthyTargets = 0 }) => sum + unhealthyTargets, 0);
  if (active === 0) return { state: 'none' };
  const targets = own.flatMap(({ sampleGroups = [] }) =>
    sampleGroups.flatMap(({ sampleTargets = [] }) => sampleTargets),
  );
  if (targets.length > 0 && targets.every(({ health }) => health === 'unknown')) return { state: 'new' };
  const errors = targets.flatMap(({ lastError }) => (lastError ? [lastError] : []));
  return { state: unhealthy < active ? 'up' : 'down', active, unhealthy, errors: [...new Set(errors)] };
}

/** The operator's refusal of the PodMonitoring. */
export function refusedConfig(monitoring: KubernetesObject): string | undefined {
  const created = condition(monitoring, 'ConfigurationCreateSuccess');
  return created?.status === 'False' ? `${created.reason}: ${created.message}` : undefined;
}
