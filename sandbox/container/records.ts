import type { JsonObject } from '../core/json-body.ts';
import type { MultiHostSlice } from '../core/machine-types.ts';

export type ClusterStatus = 'PROVISIONING' | 'RUNNING' | 'RECONCILING' | 'STOPPING' | 'ERROR';

/** Why a cluster or a pool is not as it should be: container v1 StatusCondition. */
export interface Condition {
  readonly code: string;
  readonly message: string;
  readonly canonicalCode: string;
}

export interface ClusterRecord {
  /** `project/location/name`. */
  readonly key: string;
  readonly uid: string;
  readonly project: string;
  readonly location: string;
  readonly name: string;
  readonly version: string;
  readonly zones: readonly string[];
  readonly autopilot: boolean;
  readonly status: ClusterStatus;
  readonly conditions: readonly Condition[];
  readonly createdAt: number;
  /** When its Kubernetes API begins to answer. */
  readonly controlPlaneAt: number;
  /** Of the control plane; kept, so that a restarted sandbox serves the same kubeconfig. */
  readonly port?: number;
  /** The Cluster message that it was created from, without its node pools. */
  readonly spec: JsonObject;
}

export interface PoolRecord {
  /** `project/location/cluster/name`. */
  readonly key: string;
  readonly cluster: string;
  readonly name: string;
  readonly machineType: string;
  readonly zones: readonly string[];
  readonly spot: boolean;
  /** Machines that wait for capacity; they use the quota of preemptible ones. */
  readonly flexStart?: boolean;
  /** The reservation that its machines must come from. */
  readonly reservation?: string;
  readonly slice?: MultiHostSlice;
  /** Of its nodes; the cluster's, unless one of the two was upgraded. */
  readonly version?: string;
  /** How many nodes it is meant to have, over all zones. */
  readonly size: number;
  readonly status: ClusterStatus;
  readonly conditions: readonly Condition[];
  readonly createdAt: number;
  readonly autoscaling?: { readonly min: number; readonly max: number };
  /** Made by Autopilot for pods that wanted it. */
  readonly autoprovisioned?: boolean;
  /** The NodePool message that it was created from. */
  readonly spec: JsonObject;
}

export interface InstanceRecord {
  readonly name: string;
  /** The pool's key. */
  readonly pool: string;
  readonly zone: string;
  readonly createdAt: number;
  /** When it has booted, or when its creation fails. */
  readonly settledAt: number;
  readonly failure?: InstanceFailure;
  /** It waits for capacity until then, and fails unless it gets some. */
  readonly waits?: boolean;
}

/** Compute Engine's error for a machine that it cannot create. */
export interface InstanceFailure {
  readonly code: 'GCE_STOCKOUT' | 'GCE_QUOTA_EXCEEDED' | 'UNKNOWN';
  /** @default RESOURCE_EXHAUSTED */
  readonly canonicalCode?: string;
  /** As the cluster autoscaler's events word it. */
  readonly reason: string;
  readonly message: string;
  readonly zonesAvailable: readonly string[];
}

export type OperationType =
  | 'CREATE_CLUSTER'
  | 'DELETE_CLUSTER'
  | 'UPDATE_CLUSTER'
  | 'CREATE_NODE_POOL'
  | 'DELETE_NODE_POOL'
  | 'SET_NODE_POOL_SIZE'
  | 'UPDATE_NODE_POOL'
  | 'UPGRADE_MASTER'
  | 'UPGRADE_NODES';

export interface OperationRecord {
  readonly name: string;
  readonly project: string;
  readonly location: string;
  readonly type: OperationType;
  /** The cluster's key. */
  readonly cluster: string;
  /** The pool's key, when it is about one. */
  readonly pool?: string;
  /** Of an upgrade: the version that it leads to. */
  readonly version?: string;
  readonly startedAt: number;
  /** When it is to be finished; the time that it was, once it is done. */
  readonly endsAt: number;
  readonly done: boolean;
  readonly failure?: OperationFailure;
}

export interface OperationFailure {
  readonly conditions: readonly Condition[];
  readonly zone?: string;
  readonly machineType?: string;
  readonly zonesAvailable?: readonly string[];
}
