import type { MultiHostSlice } from '../core/machine-types.ts';

/** The label, and the taint, of the nodes of a ComputeClass. */
export const COMPUTE_CLASS = 'cloud.google.com/compute-class';

/** A node pool as the cluster's controllers see it. */
export interface NodePool {
  readonly name: string;
  readonly machineType: string;
  /** The name of its managed instance groups, one in each zone. */
  readonly instanceGroup?: string;
  readonly zones: readonly string[];
  readonly spot: boolean;
  readonly flexStart?: boolean;
  readonly slice?: MultiHostSlice;
  /** How many nodes it is meant to have, over all zones. */
  readonly size: number;
  /** Absent when the pool does not autoscale. */
  readonly autoscaling?: { readonly min: number; readonly max: number };
  readonly status: 'PROVISIONING' | 'RUNNING' | 'RECONCILING' | 'STOPPING' | 'ERROR';
  /** 110 when absent. */
  readonly maxPods?: number;
  readonly bootDisk?: { readonly type: string; readonly sizeGb: number };
  /** Whether its nodes have no external addresses. */
  readonly privateNodes?: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

/** A machine of a node pool. */
export interface Instance {
  readonly name: string;
  readonly pool: string;
  readonly zone: string;
  readonly machineType: string;
  /** Of its kubelet; the control plane's when absent. */
  readonly version?: string;
  readonly state: 'PROVISIONING' | 'RUNNING' | 'FAILED';
  /** Simulated ms since the epoch. */
  readonly createdAt: number;
  /** When the machine has booted and its kubelet registers; in the future while it is PROVISIONING. */
  readonly runningAt: number;
  /** Why it is FAILED: `GCE out of resources`, `GCE quota exceeded`, … */
  readonly error?: string;
}

/** A node pool that Autopilot, or a ComputeClass, is to make. */
export interface ProvisioningRequest {
  readonly machineType: string;
  readonly zone?: string;
  readonly spot: boolean;
  readonly slice?: MultiHostSlice;
  /** The ComputeClass for whose pods it is. */
  readonly computeClass?: string;
}

/** The machines under a cluster: implemented by the container service, used by the cluster's controllers. */
export interface CloudProvider {
  readonly project: string;
  readonly projectNumber: string;
  readonly location: string;
  readonly cluster: string;
  readonly autopilot: boolean;
  /**
   * Whether a cluster add-on is on: `gcsFuseCsiDriver`, `horizontalPodAutoscaling`, `httpLoadBalancing`, `kubeSystem`,
   * `managedPrometheus`, `workloadIdentity`.
   */
  addon(name: string): boolean;
  nodePools(): readonly NodePool[];
  instances(): readonly Instance[];
  /** The cluster autoscaler's lever. New machines are PROVISIONING first; a shrunk pool loses `remove` (or its newest). */
  resize(pool: string, size: number, remove?: readonly string[]): void;
  /** Node auto-provisioning. @returns the pool's name. */
  provisionNodePool(request: ProvisioningRequest): string;
  /** A load balancer's front at Compute Engine, by the name that GKE gives it. It outlives the cluster. */
  ensureForwardingRule(rule: { name: string; description: string; address: string; ports: readonly number[] }): void;
  deleteForwardingRule(name: string): void;
  /** Called whenever a pool or an instance changed. */
  subscribe(listener: () => void): () => void;
}
