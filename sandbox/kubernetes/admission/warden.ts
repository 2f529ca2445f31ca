import { TPU } from '../controllers/node/node-object.ts';
import type { NewObject } from '../object.ts';
import { requiredTerms } from '../scheduler/affinity.ts';
import { StatusError } from '../store/status-error.ts';
import type { AdmissionPlugin } from './admission.ts';
import { type PodSpec, requestedResources } from './pod-plugin.ts';

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

/** GKE Warden: a pod that asks for TPUs says which and in what topology, by a node selector or a node affinity. */
export const warden: AdmissionPlugin = (object, { resource, user, groups }) => {
  const spec = Object.hasOwn(POD_SPECS, resource) ? POD_SPECS[resource]!(object) : undefined;
  if (!spec || !requestedResources(spec).has(TPU)) return object;
  const missing = TPU_LABELS.filter((label) => !selectsBy(spec, label));
  if (missing.length === 0) return object;
  const violations = missing.map((label) => `Missing nodeSelector/nodeAffinity label ${label}.`);
  const details = JSON.stringify({ '[denied by tpu-accelerator-topology-constraints]': violations });
  throw new StatusError(
    'GKE Warden constraints violations',
    'admission webhook "warden-validating.common-webhooks.networking.gke.io" denied the request: ' +
      'GKE Warden rejected the request because it violates one or more constraints.\n' +
      `Violations details: ${details}\nRequested by user: '${user}', groups: '${groups.join(',')}'.`,
  );
};

function selectsBy(spec: PodSpec, label: string): boolean {
  if (spec.nodeSelector?.[label] !== undefined) return true;
  const terms = requiredTerms(spec) ?? [];
  return terms.some(({ matchExpressions = [] }) => matchExpressions.some(({ key }) => key === label));
}
