import type { Config } from '../../lib/config/index.ts';
import { regionOf } from '../../lib/config/index.ts';
import { LABEL } from '../../lib/ownership/label.ts';

export { TPU_SHAPES } from '../../lib/config/index.ts';

/** The names that the tutorial fixes, and names that depend on variables. */
const NODE_POOL = 'tpunodepool';
export const DEPLOYMENT = 'vllm-tpu';
export const APP_SELECTOR = 'app=vllm-tpu';
export const SERVICE = 'vllm-service';
export const SERVER_PORT = 8000;
export const POD_MONITORING = 'vllm-pod-monitoring';
export const HPA = 'vllm-hpa';
export const ADAPTER = { namespace: 'custom-metrics', name: 'custom-metrics-stackdriver-adapter' } as const;

/** The tutorial's target of waiting requests. */
export const TUTORIAL_TARGET = 10;

/** vLLM's --max-num-seqs in the manifest: the number of requests that one replica runs at a time. */
export const MAX_NUM_SEQS = 128;

/** vLLM's --max-model-len in the manifest: the tokens of the longest sequence, prompt and answer. */
export const MAX_MODEL_LEN = 4096;

/** The label of a resource that belongs to one learner. */
export const LEARNER_LABEL = 'learner';

/** The value of gcloud's --labels: `managed-by=vllm-tpu-runbook,learner=ana`. */
export function labels({ LEARNER }: Config): string {
  return [`${LABEL.key}=${LABEL.value}`, ...(LEARNER ? [`${LEARNER_LABEL}=${LEARNER}`] : [])].join(',');
}

/** Each learner has a separate node pool, which can be deleted without the others. */
export function nodePool({ LEARNER }: Config): string {
  return LEARNER ? `${NODE_POOL}-${LEARNER}` : NODE_POOL;
}

/** IAM's name of a Kubernetes service account: first the project number, then the project ID. */
export function principal(config: Config, namespace: string, serviceAccount: string): string {
  const pool = `projects/${config.PROJECT_NUMBER}/locations/global/workloadIdentityPools/${config.PROJECT_ID}.svc.id.goog`;
  return `principal://iam.googleapis.com/${pool}/subject/ns/${namespace}/sa/${serviceAccount}`;
}

/** The bucket's region: that of the TPU nodes, which read the bucket. */
export function bucketLocation(config: Config): string {
  return regionOf(config.CONTROL_PLANE_LOCATION);
}
