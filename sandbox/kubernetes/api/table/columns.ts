import { BINDINGS } from './access.ts';
import { AUTOSCALERS } from './autoscaling.ts';
import {
  API_SERVICES,
  CONFIG_MAPS,
  CREATED,
  DISRUPTION_BUDGETS,
  EVENTS,
  LEASES,
  NAMESPACES,
  NODES,
  PRIORITY_CLASSES,
  SECRETS,
  SERVICE_ACCOUNTS,
} from './cluster.ts';
import { AGE, type Column, NAME } from './column.ts';
import { ENDPOINT_SLICES, ENDPOINTS, INGRESSES, NETWORK_POLICIES, SERVICES } from './networking.ts';
import { PODS } from './pods.ts';
import { CLAIMS, STORAGE_CLASSES, VOLUMES } from './storage.ts';
import {
  CONTROLLER_REVISIONS,
  CRON_JOBS,
  DAEMON_SETS,
  DEPLOYMENTS,
  JOBS,
  REPLICA_SETS,
  STATEFUL_SETS,
} from './workloads.ts';

/** The columns of types without their own columns. */
export const STANDARD: readonly Column[] = [NAME, AGE];

/** By plural name. Typed by hand from Kubernetes 1.33's pkg/printers/internalversion/printers.go, where a cell is Go code. */
export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  apiservices: API_SERVICES,
  clusterrolebindings: BINDINGS,
  clusterroles: CREATED,
  configmaps: CONFIG_MAPS,
  controllerrevisions: CONTROLLER_REVISIONS,
  cronjobs: CRON_JOBS,
  customresourcedefinitions: CREATED,
  daemonsets: DAEMON_SETS,
  deployments: DEPLOYMENTS,
  endpoints: ENDPOINTS,
  endpointslices: ENDPOINT_SLICES,
  events: EVENTS,
  horizontalpodautoscalers: AUTOSCALERS,
  ingresses: INGRESSES,
  jobs: JOBS,
  leases: LEASES,
  limitranges: CREATED,
  namespaces: NAMESPACES,
  networkpolicies: NETWORK_POLICIES,
  nodes: NODES,
  persistentvolumeclaims: CLAIMS,
  persistentvolumes: VOLUMES,
  poddisruptionbudgets: DISRUPTION_BUDGETS,
  pods: PODS,
  priorityclasses: PRIORITY_CLASSES,
  replicasets: REPLICA_SETS,
  rolebindings: BINDINGS,
  roles: CREATED,
  secrets: SECRETS,
  serviceaccounts: SERVICE_ACCOUNTS,
  services: SERVICES,
  statefulsets: STATEFUL_SETS,
  storageclasses: STORAGE_CLASSES,
};
