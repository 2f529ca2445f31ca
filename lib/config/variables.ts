import * as names from './names.ts';
import { integer, oneOf, positiveNumber, type Rule } from './rule.ts';
import { MACHINE_TYPES, TPU_GENERATIONS } from './tpu.ts';

/** The definition of a variable. */
export interface Variable<T> {
  readonly description: string;
  readonly rule: Rule<T>;
  /** A valid value for errors and `.env.example`. */
  readonly example: string;
  /** The value of an unset variable on every target; may depend on another variable's text. */
  readonly default?: string | ((of: (name: string) => string | undefined) => string);
  /** The value of an unset variable on the sandbox, where no variable is required. */
  readonly sandbox?: string | ((of: (name: string) => string | undefined) => string | undefined);
  /** May stay unset: always, or depending on other variables. */
  readonly optional?: true | ((of: (name: string) => string | undefined) => boolean);
  /** Each learner of a shared cluster has a separate value: `-LEARNER` is appended. */
  readonly perLearner?: true;
  /** The value is never printed. */
  readonly secret?: true;
}

/** The tutorial's variables with its names and in its order, then the runbook's additional ones. */
export const variables = {
  TARGET: {
    description: 'The target of the steps: the embedded sandbox, or Google Cloud (which bills you)',
    rule: oneOf('sandbox', 'gke'),
    example: 'sandbox',
    default: 'sandbox',
  },
  CONFIRM: {
    description:
      'When to ask before creating billed resources and before a cleanup: on Google Cloud, always, or never (as --yes)',
    rule: oneOf('billed', 'always', 'never'),
    example: 'billed',
    default: 'billed',
  },
  PROJECT_ID: {
    description: 'The Google Cloud project that is billed',
    rule: names.projectId,
    example: 'my-project-123',
    sandbox: 'vllm-tpu-sandbox',
  },
  PROJECT_NUMBER: {
    description: "The project's number; looked up when unset",
    rule: names.projectNumber,
    example: '123456789012',
    optional: true,
  },
  CLUSTER: {
    description: 'Create the cluster, or use an existing one, which is never deleted (both get a TPU node pool)',
    rule: oneOf('create', 'existing'),
    example: 'create',
    default: (of) => (of('LEARNER') === undefined ? 'create' : 'existing'),
  },
  LEARNER: {
    description: 'Your name in a shared cluster: it gives you a separate namespace, bucket and node pool',
    rule: names.learner,
    example: 'ana',
    optional: true,
  },
  CLUSTER_NAME: {
    description: 'The GKE cluster',
    rule: names.clusterName,
    example: 'vllm-tpu',
    sandbox: 'vllm-tpu',
  },
  CLUSTER_VERSION: {
    description: `The version of GKE: ${TPU_GENERATIONS.map(({ name, leastVersion }) => `${name} needs ${leastVersion.standard} or later (Autopilot: ${leastVersion.autopilot})`).join(', ')}`,
    rule: names.clusterVersion,
    example: '1.33.5-gke.1080000',
    sandbox: '1.33.5-gke.1080000',
  },
  CONTROL_PLANE_LOCATION: {
    description: "The region (or, for a Standard cluster, the zone) of the cluster's control plane",
    rule: names.location,
    example: 'us-east5',
    sandbox: 'us-east5',
  },
  ZONE: {
    description: 'The zone of the TPU nodes, in the region of the control plane; it must offer MACHINE_TYPE',
    rule: names.zone,
    example: 'us-east5-b',
    sandbox: 'us-east5-b',
  },
  ZONES: {
    description: 'The zones to try in turn when a zone has no free TPU machine; ZONE comes first',
    rule: names.zones,
    example: 'us-east5-b,us-east5-a',
    default: (of) => of('ZONE') ?? '',
  },
  PROVISIONING: {
    description: 'How the TPU nodes are bought: at the list price, cheaper and interruptible, waited for, or reserved',
    rule: names.provisioning,
    example: 'on-demand',
    default: 'on-demand',
  },
  NAMESPACE: {
    description: 'The Kubernetes namespace of the model server',
    rule: names.namespace,
    example: 'vllm',
    sandbox: 'vllm',
    perLearner: true,
  },
  HF_TOKEN: {
    description: 'A Hugging Face access token of an account that accepted the licence of the model',
    rule: names.huggingFaceToken,
    example: 'hf_AbCdEfGhIjKlMnOpQrStUvWx',
    sandbox: 'hf_sandboxTokenForTheTutorialOnly0000',
    secret: true,
  },
  GSBUCKET: {
    description: "The Cloud Storage bucket to create for the model's weights; its name must be globally unique",
    rule: names.bucket,
    example: 'my-project-123-vllm',
    sandbox: 'vllm-tpu-sandbox-models',
    perLearner: true,
  },
  KSA_NAME: {
    description: 'The Kubernetes service account to create, which may use the bucket',
    rule: names.serviceAccount,
    example: 'vllm-sa',
    sandbox: 'vllm-ksa',
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
  EXPOSE: {
    description:
      'Who can reach the model server: your address range, the VPC (internal), only this run (port-forward), or everybody (public, with a key)',
    rule: oneOf('cidr', 'internal', 'port-forward', 'public'),
    example: 'cidr',
    default: 'cidr',
  },
  EXPOSE_CIDR: {
    description:
      'With EXPOSE=cidr: the address range that the load balancer admits. curl -4 https://checkip.amazonaws.com prints your address; the runbook does not look it up',
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
} as const satisfies Record<string, Variable<string | number | readonly string[]>>;

/** The name of a variable in the environment and in `.env`: `CLUSTER_NAME`. */
export type VariableName = keyof typeof variables;
