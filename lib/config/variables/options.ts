import * as names from '../names.ts';
import { integer, oneOf, positiveNumber } from '../rule.ts';
import { MACHINE_TYPES } from '../tpu.ts';
import type { Variable } from '../variable.ts';

/** The variables that the runbook adds to the tutorial's. */
export const options = {
  HF_TOKEN_SECRET: {
    description:
      'The version of a secret in Secret Manager that holds the Hugging Face token; a run reads it when it needs it, unless HF_TOKEN is set',
    rule: names.secretVersion,
    example: 'projects/my-project-123/secrets/hf-token/versions/latest',
    optional: true,
  },
  CLUSTER_MODE: {
    description: 'Standard with a TPU node pool, or Autopilot',
    rule: oneOf('standard', 'autopilot'),
    example: 'standard',
    default: 'standard',
  },
  IAM_SCOPE: {
    description: 'The buckets that the service account may use: this one, or all of the project',
    rule: oneOf('bucket', 'project'),
    example: 'bucket',
    default: 'bucket',
  },
  XLA_CACHE: {
    description: 'Whether replicas share the compilation cache in the bucket, or each compiles for itself',
    rule: oneOf('shared', 'off'),
    example: 'shared',
    default: 'shared',
  },
  HARDENED: {
    description:
      'Whether the containers of the model server and of the staging Job drop all Linux capabilities; not tested on a TPU node',
    rule: oneOf('off', 'on'),
    example: 'off',
    default: 'off',
  },
  HPA_METRIC: {
    description: 'The metric of the autoscaler: waiting requests (throughput), or use of the KV cache (latency)',
    rule: oneOf('queue', 'cache'),
    example: 'queue',
    default: 'queue',
  },
  HPA_TARGET: {
    description: 'The target average per replica: waiting requests, or with HPA_METRIC=cache a share from 0 to 1',
    rule: positiveNumber(),
    example: '10',
    // 128 running requests of the tutorial's load use about a quarter of the KV cache; 0.1 is as low as 10 waiting
    // requests.
    default: (of) => (of('HPA_METRIC') === 'cache' ? '0.1' : '10'),
  },
  HPA_FILE: {
    description:
      'A HorizontalPodAutoscaler manifest to apply instead of manifests/vllm-hpa.yaml, for example the output of npm run calibrate. HPA_METRIC and HPA_TARGET are ignored',
    rule: names.yamlFile,
    example: 'calibration/vllm-hpa.yaml',
    optional: true,
  },
  EXPOSE: {
    description:
      'Who can reach the model server: your address range, the VPC (internal), only this run (port-forward), or everybody (public, with a key)',
    rule: oneOf('cidr', 'internal', 'port-forward', 'public'),
    example: 'cidr',
    default: 'cidr',
  },
  EXPOSE_CIDR: {
    description:
      'With EXPOSE=cidr: the address range that the load balancer admits. curl -4 https://checkip.amazonaws.com prints your address; npm run configure proposes it',
    rule: names.sourceRange,
    example: '203.0.113.7/32',
    sandbox: '127.0.0.0/8',
    optional: (of) => of('EXPOSE') !== 'cidr',
  },
  VLLM_API_KEY: {
    description: 'The key that clients of the model server must send; required with EXPOSE=public',
    rule: names.apiKey,
    example: 'wJ4Zk0t9mQ2vXr7bLc5sNd8f',
    sandbox: (of) => (of('EXPOSE') === 'public' ? 'sandboxKeyForTheTutorialOnly' : undefined),
    optional: (of) => of('EXPOSE') !== 'public',
    secret: true,
  },
  MODEL: {
    description: 'The model to serve',
    rule: names.model,
    example: 'meta-llama/Llama-3.1-70B',
    default: 'meta-llama/Llama-3.1-70B',
  },
  WEIGHTS_GIB: {
    description:
      "The size of the model's weights in GiB, for a model that the runbook does not know: the sum of its .safetensors files on Hugging Face",
    rule: positiveNumber(),
    example: '131.4',
    optional: true,
  },
  VLLM_IMAGE: {
    description: 'The image of the model server, pinned',
    rule: names.pinnedImage,
    example: 'vllm/vllm-tpu:v0.12.0',
    default: 'vllm/vllm-tpu:v0.12.0',
  },
  LOAD_FORMAT: {
    description:
      "How vLLM reads the weights: one file after the other (auto), or many at a time with Run:ai's streamer, which is faster once the weights are in the bucket",
    rule: oneOf('auto', 'runai_streamer'),
    example: 'auto',
    default: 'auto',
  },
  MACHINE_TYPE: {
    description: 'The machine type of the TPU nodes',
    rule: oneOf(...MACHINE_TYPES),
    example: MACHINE_TYPES[0]!,
    default: MACHINE_TYPES[0]!,
  },
  STAGING_MACHINE_TYPE: {
    description:
      "With --fast: the machine type of the cluster's CPU node, whose ten pods stage the weights. The pods request 12.5 vCPUs; the node's network limits the download",
    rule: names.stagingMachineType,
    example: 'e2-standard-16',
    default: 'e2-standard-16',
  },
  PARALLEL_PROCESSES: {
    description: 'The number of completion loops of the load',
    rule: integer(1, 20_000),
    example: '512',
    default: '512',
  },
  MAX_REPLICAS: {
    description: 'The maximum number of replicas of the autoscaler',
    rule: integer(1, 100),
    example: '2',
    default: '2',
  },
  SPARE_NODES: {
    description:
      'TPU nodes of the pool beyond MAX_REPLICAS: with one, a rollout starts the new replica first; with none, it ends the old replica first, since no other node is free',
    rule: integer(0, 10),
    example: '0',
    default: '0',
  },
  NODES_AHEAD: {
    description:
      'With --fast, where capacity is known: whether to request the TPU nodes of all replicas while the first replica compiles, so that the autoscaler finds them running. Each costs its price from then on, and goes after ten idle minutes',
    rule: oneOf('off', 'on'),
    example: 'off',
    default: 'off',
  },
  IMAGE_DISK: {
    description:
      'A disk image that holds VLLM_IMAGE, for the secondary boot disk of the TPU nodes, which then pull no image (GKE, data-container-image-preloading). You build it once with gke-disk-image-builder and pay for its storage; not tested on a TPU node',
    rule: names.diskImage,
    example: 'projects/my-project-123/global/images/vllm-tpu-v0-12-0',
    optional: true,
  },
  KEEP_BUCKET: {
    description:
      'Whether the cleanup keeps the bucket, so that the next run downloads no weights and compiles from the cache. Its storage is billed: about $0.02 a month for each GiB of weights',
    rule: oneOf('off', 'on'),
    example: 'off',
    default: 'off',
  },
  DELETE_FIRST: {
    description:
      'What the cleanup of an own Standard cluster deletes first: the cluster, as the tutorial does, or the TPU nodes, which are then billed for less time while the cleanup takes some three minutes more',
    rule: oneOf('cluster', 'tpu-nodes'),
    example: 'cluster',
    default: 'cluster',
  },
} as const satisfies Record<string, Variable<string | number | readonly string[]>>;
