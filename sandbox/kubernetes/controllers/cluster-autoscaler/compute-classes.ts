import type { MultiHostSlice } from '../../../core/machine-types.ts';
import { COMPUTE_CLASS, type ProvisioningRequest } from '../../cloud.ts';
import type { KubeObject } from '../../object.ts';
import { type MachineType, machineTypes } from '../node/machine-type.ts';
import { fits, provisioningFor, ZONE_LABEL } from './provisioning.ts';

/** Node pools that may be made for a pod, the preferred one first, and what the sandbox says of the rest. */
export interface ClassPlan {
  readonly requests: readonly ProvisioningRequest[];
  readonly notes: readonly string[];
}

/** https://cloud.google.com/kubernetes-engine/docs/concepts/about-built-in-compute-classes */
const BUILT_IN = [
  'Accelerator',
  'Balanced',
  'General-purpose',
  'Performance',
  'Scale-Out',
  'autopilot',
  'autopilot-spot',
];

/** A rule of `priorities`: what the sandbox acts on. */
interface Rule {
  readonly machineFamily?: string;
  readonly machineType?: string;
  readonly minCores?: number;
  readonly minMemoryGb?: number;
  readonly spot?: boolean;
  readonly nodepools?: readonly string[];
  readonly location?: { readonly zones?: readonly string[] };
  readonly tpu?: { readonly type: string; readonly count: number; readonly topology: string };
}

const SIMULATED = ['machineFamily', 'machineType', 'minCores', 'minMemoryGb', 'spot', 'nodepools', 'location', 'tpu'];
/** Without effect on which machine it is. */
const ACCEPTED = [
  'maxPodsPerNode',
  'maxRunDurationSeconds',
  'nodeSystemConfig',
  'storage',
  'acceleratorNetworkProfile',
];

/**
 * What the ComputeClass that a pod selects asks GKE to make; undefined without such a class. Node pools of the class that
 * exist come first, the cheapest one first: the order of the rules holds for those that are made.
 * @param classOf reads a ComputeClass
 */
export function classPlan(
  pod: KubeObject,
  autopilot: boolean,
  classOf: (name: string) => KubeObject | undefined,
): ClassPlan | undefined {
  const name: string | undefined = pod.spec.nodeSelector?.[COMPUTE_CLASS];
  if (name === undefined) return undefined;
  const found = classOf(name);
  if (!found) return { requests: [], notes: BUILT_IN.includes(name) ? [builtIn(name)] : [] };
  const { priorities = [], nodePoolAutoCreation, whenUnsatisfiable } = found.spec;
  // Autopilot makes node pools for every class.
  if (!autopilot && nodePoolAutoCreation?.enabled !== true) return { requests: [], notes: [] };
  const plans = (priorities as Rule[]).map((rule, index) => rulePlan(pod, name, rule, index));
  const anyway = whenUnsatisfiable === 'ScaleUpAnyway' ? provisioningFor(withoutClass(pod)) : undefined;
  return {
    requests: [...plans.flatMap(({ requests }) => requests), ...(anyway ? [{ ...anyway, computeClass: name }] : [])],
    notes: plans.flatMap(({ notes }) => notes),
  };
}

const builtIn = (name: string): string =>
  `[sandbox] The built-in compute class ${name} is not simulated: no node is made for it`;

function rulePlan(pod: KubeObject, computeClass: string, rule: Rule, index: number): ClassPlan {
  const where = `[sandbox] ComputeClass ${computeClass}: priorities[${index}]`;
  const others = Object.keys(rule).filter((field) => !SIMULATED.includes(field));
  const skipped = others.filter((field) => !ACCEPTED.includes(field));
  if (skipped.length > 0)
    return { requests: [], notes: skipped.map((field) => `${where}.${field} is not simulated; the rule is skipped`) };
  const notes = others.map((field) => `${where}.${field} is accepted, not simulated`);
  // Existing node pools were looked at before.
  if (rule.nodepools) return { requests: [], notes };
  const asked: string | undefined = pod.spec.nodeSelector?.[ZONE_LABEL];
  const zones = rule.location?.zones ?? [asked];
  const requests = zones.flatMap((zone) => {
    const request = cheapest(pod, rule, {
      spot: rule.spot === true,
      computeClass,
      ...(zone !== undefined && { zone }),
    });
    return request ? [request] : [];
  });
  return { requests, notes };
}

/** The cheapest machine of a rule on which the pod fits. */
function cheapest(
  pod: KubeObject,
  rule: Rule,
  common: Omit<ProvisioningRequest, 'machineType' | 'slice'>,
): ProvisioningRequest | undefined {
  const [best] = [...machineTypes]
    .filter(([name, machine]) => isOf(rule, name, machine))
    .flatMap(([machineType, machine]) =>
      slices(rule, machine).map((slice) => ({ machine, request: { ...common, machineType, ...(slice && { slice }) } })),
    )
    .filter(({ machine, request }) => fits(pod, request, machine))
    .sort((a, b) => a.machine.pricePerHour - b.machine.pricePerHour);
  return best?.request;
}

function isOf(rule: Rule, name: string, { family, vcpu, memoryGb, tpu }: MachineType): boolean {
  if (rule.tpu && (tpu?.accelerator !== rule.tpu.type || tpu.chips !== rule.tpu.count)) return false;
  // A machine with chips must be asked for.
  if (tpu && !rule.tpu && rule.machineType === undefined) return false;
  return (
    [undefined, name].includes(rule.machineType) &&
    [undefined, family].includes(rule.machineFamily) &&
    vcpu >= (rule.minCores ?? 0) &&
    memoryGb >= (rule.minMemoryGb ?? 0)
  );
}

/** A single host, or the multi-host slices of the topology. */
function slices({ tpu: asked }: Rule, { tpu }: MachineType): readonly (MultiHostSlice | undefined)[] {
  const multiHost = tpu?.multiHost ?? [];
  if (!asked) return [undefined, ...multiHost];
  return [
    ...(tpu?.topology === asked.topology ? [undefined] : []),
    ...multiHost.filter(({ topology }) => topology === asked.topology),
  ];
}

function withoutClass(pod: KubeObject): KubeObject {
  const { [COMPUTE_CLASS]: _class, ...nodeSelector } = pod.spec.nodeSelector;
  return { ...pod, spec: { ...pod.spec, nodeSelector } };
}
