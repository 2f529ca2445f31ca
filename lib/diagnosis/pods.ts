import type { Cause } from './cause.ts';

/** What keeps pods from running. */
export const pods: readonly Cause[] = [
  {
    code: 'TPU_LABELS',
    pattern: /Missing nodeSelector\/nodeAffinity label cloud\.google\.com\/gke-tpu/,
    sentence: 'GKE refuses a TPU pod that does not name both its accelerator and its topology',
    remedy: 'Set both nodeSelector labels: cloud.google.com/gke-tpu-accelerator and cloud.google.com/gke-tpu-topology.',
  },
  {
    code: 'BUCKET_MISSING',
    pattern: /bucket doesn't exist|code = NotFound desc = failed to get GCS bucket/,
    sentence: 'the bucket does not exist',
    remedy: 'Run 04-bucket, or check GSBUCKET.',
  },
  {
    code: 'BUCKET_PERMISSION',
    pattern:
      /does not have storage\.objects|storage\.objects\.list|code = (PermissionDenied|Unauthenticated)|Permission denied: '\/data/,
    sentence: 'the pod may not use the bucket (yet): the binding is missing or still on its way',
    remedy: 'Run 05-service-account; a fresh binding takes a few minutes and the pod then goes on by itself.',
    patience: '15m',
  },
  {
    code: 'BUCKET_ACCESS',
    pattern: /requires that Uniform Bucket Level Access be enabled/,
    sentence: 'the bucket still has access lists of its own, which Workload Identity cannot write through',
    remedy: 'gcloud storage buckets update gs://$GSBUCKET --uniform-bucket-level-access',
  },
  {
    code: 'GCSFUSE_DRIVER',
    pattern: /gcsfuse\.csi\.storage\.gke\.io not found in the list of registered CSI drivers/,
    sentence: 'the node has no Cloud Storage FUSE driver (yet): the add-on is off, or the node has just booted',
    remedy: 'Check that the cluster has the add-on GcsFuseCsiDriver.',
    patience: '10m',
  },
  {
    code: 'GCSFUSE_DIED',
    pattern: /Transport endpoint is not connected/,
    sentence: 'Cloud Storage FUSE has died under the container, as a rule for want of memory',
    remedy: 'Raise the annotation gke-gcsfuse/memory-limit, and restart the pod.',
  },
  {
    code: 'SECRET_MISSING',
    pattern: /secret "[^"]+" not found|couldn't find key/,
    sentence: 'the pod refers to a secret or a key that does not exist',
    remedy: 'Run 03-secret.',
  },
  {
    code: 'SERVICE_ACCOUNT_MISSING',
    pattern: /serviceaccount "[^"]+" not found/,
    sentence: 'the pod refers to a service account that does not exist',
    remedy: 'Run 05-service-account.',
  },
  {
    code: 'IMAGE_PULL',
    pattern: /ErrImagePull|ImagePullBackOff|Failed to pull image/,
    sentence: 'the image cannot be pulled: there is none of this name, or the node may not have it',
    remedy: 'Check VLLM_IMAGE.',
  },
  {
    code: 'OUT_OF_MEMORY',
    pattern: /OOMKilled/,
    sentence: 'the container ran out of memory',
    remedy: 'Raise its memory limit; the caches in memory count towards it.',
    patience: '15m',
  },
  {
    code: 'PROBE_BUDGET',
    pattern: /failed (liveness|startup) probe, will be restarted/,
    sentence: 'a probe ends the container before the model is loaded',
    remedy: 'Give the startupProbe more attempts: loading 70B and compiling take half an hour.',
    patience: '60m',
  },
  {
    code: 'NODE_LOST',
    pattern: /NodeNotReady|node is shutting down|preempted/i,
    sentence: 'the node is gone, as when Google takes a spot machine back',
    remedy: 'The node pool makes another, and the pod starts again there.',
    patience: '30m',
  },
  {
    code: 'NODE_STARTING',
    pattern: /^node \S+ is starting$/,
    sentence: 'a node is on its way: its machine is there, and not ready yet',
    remedy: 'Wait: a TPU machine takes two to five minutes.',
    patience: '30m',
  },
  {
    code: 'NO_ROOM',
    pattern: /Insufficient (cpu|memory|ephemeral-storage)/,
    sentence: 'no node has the CPU or the memory left that the pod asks for (yet)',
    remedy:
      'Add a CPU node: staging asks for 1 CPU and 1 GiB a pod, with --fast the cluster gets a node of STAGING_MACHINE_TYPE.',
    patience: '30m',
  },
  {
    code: 'NO_TPU_NODE',
    pattern: /didn't match Pod's node affinity\/selector|Insufficient google\.com\/tpu|untolerated taint/,
    sentence: 'no node has the TPU that the pod asks for (yet)',
    remedy: 'Run 01-cluster; the autoscaler adds a second node when the node pool allows it.',
    patience: '30m',
  },
];
