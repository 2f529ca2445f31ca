import type { Config } from '../../lib/config/index.ts';
import { regionOf } from '../../lib/config/index.ts';
import { LABEL } from '../../lib/ownership/label.ts';

export { TPU_SHAPES } from '../../lib/config/index.ts';

/** The names that the tutorial fixes, and what follows from the variables. */
const NODE_POOL = 'tpunodepool';
export const DEPLOYMENT = 'vllm-tpu';
export const APP_SELECTOR = 'app=vllm-tpu';
export const SERVICE = 'vllm-service';
export const SERVER_PORT = 8000;
export const POD_MONITORING = 'vllm-pod-monitoring';
export const HPA = 'vllm-hpa';
export const ADAPTER = { namespace: 'custom-metrics', name: 'custom-metrics-stackdriver-adapter' } as const;

/** vLLM's --max-num-seqs in the manifest: how many requests one replica runs at a time. */
export const MAX_NUM_SEQS = 128;

/** The label of those that belong to one of several learners. */
export const LEARNER_LABEL = 'learner';

/** As gcloud's flags take them: `managed-by=vllm-tpu-runbook,learner=ana`. */
export function labels({ LEARNER }: Config): string {
  return [`${LABEL.key}=${LABEL.value}`, ...(LEARNER ? [`${LEARNER_LABEL}=${LEARNER}`] : [])].join(',');
}

/** Each learner has a node pool of their own: theirs to delete, while the others' go on. */
export function nodePool({ LEARNER }: Config): string {
  return LEARNER ? `${NODE_POOL}-${LEARNER}` : NODE_POOL;
}

/** A Kubernetes service account as IAM names it: the project's number first, its id second. */
export function principal(config: Config, namespace: string, serviceAccount: string): string {
  const pool = `projects/${config.PROJECT_NUMBER}/locations/global/workloadIdentityPools/${config.PROJECT_ID}.svc.id.goog`;
  return `principal://iam.googleapis.com/${pool}/subject/ns/${namespace}/sa/${serviceAccount}`;
}

/** Buckets are regional: next to the TPU nodes that read them. */
export function bucketLocation(config: Config): string {
  return regionOf(config.CONTROL_PLANE_LOCATION);
}
