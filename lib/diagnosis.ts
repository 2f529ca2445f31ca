/** A known cause of trouble: how it shows, what it means in one sentence, and what to do. */
export interface Cause {
  readonly code: string;
  readonly pattern: RegExp;
  readonly sentence: string;
  readonly remedy: string;
}

/** In order of precedence: the first that matches any line of the evidence is the cause. */
export const CAUSES: readonly Cause[] = [
  {
    code: 'TPU_QUOTA',
    pattern: /TPUS_PER_TPU_FAMILY|GPUS_ALL_REGIONS|GCE_QUOTA_EXCEEDED|GCE quota exceeded/,
    sentence: 'the project has no (or too little) quota for TPU v6e chips',
    remedy: 'Ask for TPUS-PER-TPU-FAMILY-per-project-region (CT6E) in the region: 8 chips a replica.',
  },
  {
    code: 'STOCKOUT',
    pattern:
      /GCE_STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED|lack of capacity|does not have enough resources|GCE out of resources/,
    sentence: 'the zone has no TPU v6e machine free at the moment',
    remedy: 'Delete the node pool and try another zone (ZONE=…), or wait.',
  },
  {
    code: 'TPU_LABELS',
    pattern: /Missing nodeSelector\/nodeAffinity label cloud\.google\.com\/gke-tpu/,
    sentence: 'GKE refuses a TPU pod that does not name both its accelerator and its topology',
    remedy: 'Set both nodeSelector labels: cloud.google.com/gke-tpu-accelerator and cloud.google.com/gke-tpu-topology.',
  },
  {
    code: 'HF_TOKEN',
    pattern: /401 Client Error|Invalid user token|gated repo/,
    sentence: 'Hugging Face does not accept the token, or the account may not read this model',
    remedy:
      'Check HF_TOKEN, and accept the licence on the page of the model with the account that the token belongs to.',
  },
  {
    code: 'HF_LICENCE',
    pattern: /403 Client Error|not in the authorized list/,
    sentence: 'the licence of the model has not been accepted by the account that the token belongs to',
    remedy: 'Accept the licence on the page of the model, then restart the Deployment.',
  },
  {
    code: 'XLA_CACHE_RACE',
    pattern: /filesystem error: cannot create directories/,
    sentence: 'two replicas wrote the XLA cache at the same time',
    remedy: 'Start one replica and wait until it is ready before the next, or switch the cache off (XLA_CACHE=off).',
  },
  {
    code: 'BUCKET_PERMISSION',
    pattern: /does not have storage\.objects|storage\.objects\.list|code = (PermissionDenied|Unauthenticated)/,
    sentence: 'the pod may not use the bucket (yet): the binding is missing or still on its way',
    remedy: 'Run 05-service-account; a fresh binding takes a few minutes and the pod then goes on by itself.',
  },
  {
    code: 'BUCKET_MISSING',
    pattern: /bucket doesn't exist|code = NotFound desc = failed to get GCS bucket/,
    sentence: 'the bucket does not exist',
    remedy: 'Run 04-bucket, or check GSBUCKET.',
  },
  {
    code: 'SECRET_MISSING',
    pattern: /secret "[^"]+" not found|couldn't find key/,
    sentence: 'the pod refers to a secret or a key that does not exist',
    remedy: 'Run 03-secret.',
  },
  {
    code: 'ADAPTER_ROLE',
    pattern: /Permission monitoring\.\S+ denied/,
    sentence: 'the metrics adapter may not read Cloud Monitoring (yet)',
    remedy: 'Run 08-metrics-adapter; a fresh binding takes a few minutes and the adapter then goes on by itself.',
  },
  {
    code: 'METRIC_UNKNOWN',
    pattern: /could not find the descriptor for metric|Cannot find metric\(s\)/,
    sentence: 'Cloud Monitoring does not know the metric (yet): it appears some minutes after the first scrape',
    remedy:
      'Check that the PodMonitoring selects the pods (09-pod-monitoring) and that the name of the metric is right.',
  },
  {
    code: 'IMAGE_PULL',
    pattern: /ErrImagePull|ImagePullBackOff/,
    sentence: 'the image cannot be pulled',
    remedy: 'Check VLLM_IMAGE.',
  },
  {
    code: 'OUT_OF_MEMORY',
    pattern: /OOMKilled/,
    sentence: 'the container ran out of memory',
    remedy: 'Raise its memory limit; the caches in memory count towards it.',
  },
  {
    code: 'NO_TPU_NODE',
    pattern: /didn't match Pod's node affinity\/selector|Insufficient google\.com\/tpu|untolerated taint/,
    sentence: 'no node has the TPU that the pod asks for (yet)',
    remedy: 'Run 01-cluster; the autoscaler adds a second node when the node pool allows it.',
  },
];

/** The first known cause that the evidence shows. */
export function diagnose(evidence: readonly string[]): Cause | undefined {
  return CAUSES.find(({ pattern }) => evidence.some((line) => pattern.test(line)));
}
