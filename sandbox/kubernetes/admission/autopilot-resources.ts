import { quantityFromMilli, quantityValue } from '../resources/quantity.ts';
import { type PodSpec, requestedResources } from './pod-plugin.ts';

/**
 * Autopilot's rules for the requests of general-purpose pods on clusters with bursting (from 1.30.2):
 * https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests. That ephemeral storage has a
 * limit equal to its request is in the same page. GiB of memory for a vCPU: `ratio`.
 */
export const GENERAL_PURPOSE = {
  defaults: { cpu: '500m', 'ephemeral-storage': '1Gi', memory: '2Gi' },
  least: { cpu: '50m', memory: '52Mi' },
  most: { cpu: '30', memory: '110Gi', 'ephemeral-storage': '10Gi' },
  ratio: { least: 1, most: 6.5 },
} as const;

/** Of a pod with TPUs or GPUs: no other default is enforced. */
export const ACCELERATED = { 'ephemeral-storage': '1Gi' } as const;

const ACCELERATORS = ['google.com/tpu', 'nvidia.com/gpu'];
const OTHER_CLASSES = [
  'cloud.google.com/compute-class',
  'cloud.google.com/machine-family',
  'cloud.google.com/gke-accelerator',
];

export const isAccelerated = (spec: PodSpec): boolean =>
  ACCELERATORS.some((resource) => requestedResources(spec).has(resource));

/** Whether the pod has the limits of the default class. Those of the other classes are not simulated. */
export const isGeneralPurpose = (spec: PodSpec): boolean =>
  !isAccelerated(spec) && OTHER_CLASSES.every((label) => spec.nodeSelector?.[label] === undefined);

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** What containers request together, of one resource; a sidecar is among the init containers and runs beside them. */
export function total(spec: PodSpec, resource: string): number {
  const sidecars = (spec.initContainers ?? []).filter((one: PodSpec) => one.restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].reduce((sum, { resources }) => {
    const amount = resources?.requests?.[resource] ?? resources?.limits?.[resource];
    return sum + (amount === undefined ? 0 : quantityValue(amount));
  }, 0);
}

/**
 * Containers with requests that keep the least amounts and the ratio of memory to CPU, which hold for the whole pod.
 * Assumed: the first container gets what is missing.
 */
export function adjusted(spec: PodSpec): PodSpec[] {
  const { least, ratio } = GENERAL_PURPOSE;
  const cpu = total(spec, 'cpu');
  const memory = total(spec, 'memory');
  const wantedCpu = Math.max(cpu, quantityValue(least.cpu), memory / GIB / ratio.most);
  const wantedMemory = Math.max(memory, quantityValue(least.memory), wantedCpu * ratio.least * GIB);
  const [first, ...others] = spec.containers;
  return [more(more(first, 'cpu', wantedCpu - cpu), 'memory', wantedMemory - memory), ...others];
}

function more(container: PodSpec, resource: 'cpu' | 'memory', missing: number): PodSpec {
  if (missing <= 1e-9) return container;
  const { requests, limits } = container.resources;
  const sum = quantityValue(requests[resource]) + missing;
  const amount = resource === 'cpu' ? quantityFromMilli(Math.ceil(sum * 1000 - 1e-6)) : mebibytes(sum);
  const limit = limits?.[resource];
  const raised = limit !== undefined && quantityValue(limit) < sum;
  return {
    ...container,
    resources: {
      ...container.resources,
      requests: { ...requests, [resource]: amount },
      ...(raised && { limits: { ...limits, [resource]: amount } }),
    },
  };
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / MIB - 1e-6)}Mi`;
