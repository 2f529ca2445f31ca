import type { Shape } from './shape.ts';

// biome-ignore lint/suspicious/noExplicitAny: each rule knows the Go type that it fills in
type Value = any;

/** Sets defaults in place: first the schema's, then those that depend on other fields. */
export function applyDefaults(value: unknown, shape: Shape): void {
  if (typeof value !== 'object' || value === null) return;
  if (shape.kind === 'list') for (const item of value as unknown[]) applyDefaults(item, shape.items);
  if (shape.kind === 'map') for (const item of Object.values(value)) applyDefaults(item, shape.items);
  if (shape.kind !== 'object') return;
  const object = value as Record<string, unknown>;
  for (const [name, field] of shape.fields) {
    if (field.default !== undefined && object[name] === undefined) object[name] = structuredClone(field.default);
  }
  COMPUTED[shape.type]?.(object);
  for (const [name, field] of shape.fields) applyDefaults(object[name], field);
}

const RBAC = 'rbac.authorization.k8s.io';
const period = (type: string, value: number): object => ({ type, value, periodSeconds: 15 });

function defaultRoleGroup({ roleRef }: Value): void {
  if (roleRef) roleRef.apiGroup ||= RBAC;
}

/** By Go type. Typed by hand from the code of Kubernetes 1.33: pkg/apis/<group>/<version>/defaults.go. */
const COMPUTED: Readonly<Record<string, (object: Value) => void>> = {
  ClusterRoleBinding: defaultRoleGroup,
  Container: (container) => {
    container.imagePullPolicy ??= /(^|\/)[^/:@]+(:latest)?$/.test(container.image ?? '') ? 'Always' : 'IfNotPresent';
    container.resources ??= {};
  },
  DaemonSetUpdateStrategy: (strategy) => {
    if (strategy.type === 'RollingUpdate') strategy.rollingUpdate ??= {};
  },
  DeploymentStrategy: (strategy) => {
    if (strategy.type === 'RollingUpdate') strategy.rollingUpdate ??= {};
  },
  HorizontalPodAutoscalerBehavior: (behavior) => {
    behavior.scaleUp ??= {};
    behavior.scaleDown ??= {};
    behavior.scaleUp.stabilizationWindowSeconds ??= 0;
    behavior.scaleUp.policies ??= [period('Pods', 4), period('Percent', 100)];
    behavior.scaleDown.policies ??= [period('Percent', 100)];
  },
  JobSpec: (job) => {
    if (job.completions === undefined && job.parallelism === undefined) job.completions = 1;
    job.parallelism ??= 1;
    job.podReplacementPolicy ??= job.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  },
  LimitRangeItem: (item) => {
    if (item.type !== 'Container') return;
    const preset = { ...item.max, ...item.default };
    if (Object.keys(preset).length > 0) item.default = preset;
    const request = { ...item.min, ...preset, ...item.defaultRequest };
    if (Object.keys(request).length > 0) item.defaultRequest = request;
  },
  NetworkPolicySpec: (spec) => {
    // Absent structs of Go are empty: an empty selector is of all pods.
    spec.podSelector ??= {};
    spec.policyTypes ??= ['Ingress', ...(spec.egress ? ['Egress'] : [])];
  },
  PodFailurePolicyOnPodConditionsPattern: (pattern) => (pattern.status ??= 'True'),
  PriorityClass: (priority) => (priority.value ??= 0),
  Pod: (pod) => {
    pod.spec.enableServiceLinks ??= true;
    for (const { resources } of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]) {
      if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
    }
  },
  PodSpec: (spec) => {
    spec.serviceAccountName ??= spec.serviceAccount;
    if (spec.serviceAccountName) spec.serviceAccount ??= spec.serviceAccountName;
  },
  RoleBinding: defaultRoleGroup,
  ServicePort: (port) => (port.targetPort ??= port.port),
  ServiceSpec: (spec) => {
    if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
    if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') spec.externalTrafficPolicy ??= 'Cluster';
    if (spec.sessionAffinity === 'ClientIP') {
      const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds } };
    }
  },
  StatefulSetUpdateStrategy: (strategy) => {
    if (strategy.type === 'RollingUpdate') strategy.rollingUpdate ??= {};
  },
  Subject: (subject) => {
    // The default for a ServiceAccount is empty, and the API server omits an empty group.
    if (subject.kind !== 'ServiceAccount') subject.apiGroup ??= RBAC;
    else if (subject.apiGroup === '') delete subject.apiGroup;
  },
  Volume: (volume) => {
    if (Object.keys(volume).length === 1) volume.emptyDir = {};
  },
};
