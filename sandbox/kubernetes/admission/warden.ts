import { type CloudProvider, COMPUTE_CLASS } from '../cloud.ts';
import { TPU } from '../controllers/node/resource-list.ts';
import type { NewObject } from '../object.ts';
import { requiredTerms } from '../scheduler/affinity.ts';
import { StatusError } from '../store/status-error.ts';
import type { AdmissionPlugin } from './admission.ts';
import { AUTOPILOT_CONSTRAINTS } from './autopilot-constraints.ts';
import { isManaged } from './managed-namespaces.ts';
import { type PodSpec, requestedResources } from './pod-plugin.ts';
import type { Constraints } from './violations.ts';

const TPU_LABELS = ['cloud.google.com/gke-tpu-accelerator', 'cloud.google.com/gke-tpu-topology'];

/** Where a type keeps the specification of its pods. */
const POD_SPECS: Readonly<Record<string, (object: NewObject) => PodSpec>> = {
  pods: ({ spec }) => spec,
  deployments: ({ spec }) => spec?.template?.spec,
  replicasets: ({ spec }) => spec?.template?.spec,
  statefulsets: ({ spec }) => spec?.template?.spec,
  daemonsets: ({ spec }) => spec?.template?.spec,
  jobs: ({ spec }) => spec?.template?.spec,
  cronjobs: ({ spec }) => spec?.jobTemplate?.spec?.template?.spec,
};

/** Of every cluster. */
const CONSTRAINTS: Constraints = {
  'tpu-accelerator-topology-constraints': (spec) =>
    // Assumed: a ComputeClass says which TPU it is.
    requestedResources(spec).has(TPU) && !selectsBy(spec, COMPUTE_CLASS)
      ? TPU_LABELS.filter((label) => !selectsBy(spec, label)).map(
          (label) => `Missing nodeSelector/nodeAffinity label ${label}.`,
        )
      : [],
};

/** GKE Warden: what GKE, and Autopilot, allow in pods and in the templates of pods. */
export function warden({ autopilot }: Pick<CloudProvider, 'autopilot'>): AdmissionPlugin {
  const constraints = autopilot ? { ...CONSTRAINTS, ...AUTOPILOT_CONSTRAINTS } : CONSTRAINTS;
  return (object, { resource, namespace, user, groups }) => {
    const spec = Object.hasOwn(POD_SPECS, resource) ? POD_SPECS[resource]!(object) : undefined;
    const checked = spec?.containers && !isManaged(namespace) ? spec : undefined;
    const violations = [
      ...denied('custom-compute-class-limitation', resource === 'computeclasses' ? classViolations(object) : []),
      ...(checked
        ? Object.entries(constraints).flatMap(([name, violatedBy]) => denied(name, violatedBy(checked, object)))
        : []),
    ];
    if (violations.length === 0) return object;
    throw new StatusError(
      'GKE Warden constraints violations',
      'admission webhook "warden-validating.common-webhooks.networking.gke.io" denied the request: ' +
        'GKE Warden rejected the request because it violates one or more constraints.\n' +
        `Violations details: ${JSON.stringify(Object.fromEntries(violations.sort(byName)))}\n` +
        `Requested by user: '${user}', groups: '${groups.join(',')}'.`,
    );
  };
}

const denied = (name: string, found: readonly string[]): [string, readonly string[]][] =>
  found.length > 0 ? [[`[denied by ${name}]`, found]] : [];

/** A public report of GKE 1.33 quotes it. Assumed: that the class itself is refused. */
function classViolations({ metadata, spec }: NewObject): string[] {
  const rules: readonly { tpu?: object; nodepools?: object }[] = spec?.priorities ?? [];
  if (!rules.some(({ tpu }) => tpu) || rules.every(({ tpu, nodepools }) => tpu ?? nodepools)) return [];
  return [`When using TPU config all rules need to have TPU or Nodepools config. ComputeClass '${metadata.name}'.`];
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function selectsBy(spec: PodSpec, label: string): boolean {
  if (spec.nodeSelector?.[label] !== undefined) return true;
  const terms = requiredTerms(spec) ?? [];
  return terms.some(({ matchExpressions = [] }) => matchExpressions.some(({ key }) => key === label));
}
