import { quantityValue } from '../resources/quantity.ts';
import { GENERAL_PURPOSE, isGeneralPurpose, total } from './autopilot-resources.ts';
import {
  addedCapabilities,
  allContainers,
  DEFAULT_CAPABILITIES,
  hostPorts,
  type PodSpec,
  requestedResources,
} from './pod-plugin.ts';
import type { Constraint, Constraints } from './violations.ts';

/** Of Autopilot's page on security; Warden lists the same. */
const CAPABILITIES: readonly string[] = [...DEFAULT_CAPABILITIES, 'NET_RAW', 'SYS_PTRACE'].sort();

const ACCELERATORS = { gpu: 'nvidia.com/gpu', tpu: 'google.com/tpu' };

/**
 * Autopilot's constraints that pods of a model server meet. Their words: kubeshark#1425 (privilege, host namespaces and
 * paths), DataDog/helm-charts#1375 (ports), sumologic-kubernetes-collection#3437 (capabilities), k8s-stackdriver#1079 and
 * ai-on-gke#983 (GPUs, node selectors), grafana-loki-on-k8s#47 (safe-to-evict), argo-workflows#13073 (requests).
 */
export const AUTOPILOT_CONSTRAINTS: Constraints = {
  'autogke-default-linux-capabilities': (spec) =>
    allContainers(spec).flatMap((container) =>
      addedCapabilities(container)
        .filter((capability) => !CAPABILITIES.includes(capability))
        .map(
          (capability) =>
            `linux capability '${capability}' on container '${container.name}' not allowed; Autopilot only allows the capabilities: '${CAPABILITIES.join()}'.`,
        ),
    ),
  'autogke-disallow-hostnamespaces': (spec) =>
    ['hostPID', 'hostIPC', 'hostNetwork']
      .filter((field) => spec[field] === true)
      .map((field) => `enabling ${field} is not allowed in Autopilot.`),
  'autogke-disallow-privilege': (spec) =>
    allContainers(spec)
      .filter(({ securityContext }) => securityContext?.privileged === true)
      .map(({ name }) => `container ${name} is privileged; not allowed in Autopilot`),
  'autogke-gpu-limitation': gpuLimitation,
  'autogke-no-host-port': (spec) =>
    allContainers(spec).flatMap((container) => {
      const ports = hostPorts(container).join(' ');
      return ports === ''
        ? []
        : [`container ${container.name} specifies host ports [${ports}], which are disallowed in Autopilot.`];
    }),
  'autogke-no-write-mode-hostpath': hostPaths,
  'autogke-pod-limit-constraints': aboveMaximum,
  'autogke-node-affinity-selector-limitation': (spec, object) => [
    ...Object.keys((spec.nodeSelector ?? {}) as object)
      .filter((key) => reserved(key) && !SELECTABLE.includes(key))
      .map(
        (key) =>
          `Key '${key}' is not allowed with node selector; Autopilot only allows labels with keys: ${SELECTABLE.join(',')}.`,
      ),
    ...(keepsItsNode(object)
      ? ['Auto GKE disallows use of cluster-autoscaler.kubernetes.io/safe-to-evict=false annotation on workloads']
      : []),
  ],
};

/**
 * The reserved labels by which a pod may choose its node: ai-on-gke#983, rancher/dashboard#10564,
 * newrelic-prometheus-configurator#472. Assumed: the labels of flex-start and reservations, which GKE's pages on these
 * name as node selectors, and the end of the list's order.
 */
const SELECTABLE = [
  'cloud.google.com/compute-class',
  'cloud.google.com/machine-family',
  'cloud.google.com/gke-ephemeral-storage-local-ssd',
  'cloud.google.com/gke-spot',
  'cloud.google.com/gke-placement-group',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'cloud.google.com/gke-os-distribution',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'cloud.google.com/private-node',
  'cloud.google.com/gke-accelerator',
  'cloud.google.com/gke-accelerator-count',
  'cloud.google.com/gke-tpu-accelerator',
  'cloud.google.com/gke-tpu-topology',
  'cloud.google.com/gke-flex-start',
  'cloud.google.com/reservation-name',
  'cloud.google.com/reservation-project',
  'cloud.google.com/reservation-affinity',
];

/** A label of Kubernetes or Google; people's own labels make nodes of their own. */
function reserved(key: string): boolean {
  return /(^|\.)(kubernetes\.io|k8s\.io|google\.com|gke\.io)\//.test(key);
}

function keepsItsNode({ metadata, spec }: Parameters<Constraint>[1]): boolean {
  const annotations = { ...spec?.template?.metadata?.annotations, ...metadata.annotations };
  return annotations['cluster-autoscaler.kubernetes.io/safe-to-evict'] === 'false';
}

function gpuLimitation(spec: PodSpec): readonly string[] {
  const asked = requestedResources(spec);
  const selector: Readonly<Record<string, string>> = spec.nodeSelector ?? {};
  if (asked.has(ACCELERATORS.gpu)) {
    if (selector['cloud.google.com/gke-accelerator'] || selector['cloud.google.com/compute-class']) return [];
    return [
      "When requesting 'nvidia.com/gpu' resources, you must specify either node selector 'cloud.google.com/gke-accelerator' with accelerator type or node selector 'cloud.google.com/compute-class' with existing custom compute class which has at least one GPU priority rule.",
    ];
  }
  return ((spec.tolerations ?? []) as { key?: string; operator?: string }[])
    .filter(({ key, operator }) => key === ACCELERATORS.gpu && operator === 'Exists')
    .map(
      ({ key }) =>
        `The toleration with key '${key}' and operator 'Exists' cannot be specified if the pod does not request to use GPU in Autopilot.`,
    );
}

function aboveMaximum(spec: PodSpec, { metadata }: Parameters<Constraint>[1]): readonly string[] {
  if (!isGeneralPurpose(spec)) return [];
  const workload = metadata.name ?? metadata.generateName ?? '';
  return Object.entries(GENERAL_PURPOSE.most)
    .filter(([resource, most]) => total(spec, resource) > quantityValue(most))
    .map(
      ([resource, most]) =>
        `Total ${resource} requested by containers for workload '${workload}' is higher than the Autopilot maximum of '${most}'.`,
    );
}

const ALLOWED_PATH = '/var/log/';

function hostPaths(spec: PodSpec): readonly string[] {
  const paths = new Map<string, string>(
    ((spec.volumes ?? []) as { name: string; hostPath?: { path: string } }[]).flatMap(({ name, hostPath }) =>
      hostPath ? [[name, hostPath.path] as const] : [],
    ),
  );
  return allContainers(spec).flatMap(({ name: container, volumeMounts = [] }) =>
    (volumeMounts as { name: string; readOnly?: boolean }[]).flatMap(({ name, readOnly }) => {
      const path = paths.get(name);
      if (path === undefined) return [];
      if (!readOnly) {
        return [
          `hostPath volume ${name} in container ${container} is accessed in write mode; disallowed in Autopilot.`,
        ];
      }
      if (`${path}/`.startsWith(ALLOWED_PATH)) return [];
      return [
        `hostPath volume ${name} used in container ${container} uses path ${path} which is not allowed in Autopilot. Allowed path prefixes for hostPath volumes are: [${ALLOWED_PATH}].`,
      ];
    }),
  );
}
