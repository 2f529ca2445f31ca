import * as names from './names.ts';
import { integer, oneOf, positiveNumber, type Rule } from './rule.ts';
import { MACHINE_TYPES, TPU_GENERATIONS } from './tpu.ts';

/** What is known of a variable before any is read. */
export interface Variable<T> {
  readonly description: string;
  readonly rule: Rule<T>;
  /** Accepted by the rule; shown in errors and in `.env.example`. */
  readonly example: string;
  /** Used on every target when the variable is not set; may follow from another variable's text. */
  readonly default?: string | ((of: (name: string) => string | undefined) => string);
  /** Used on the sandbox when the variable is not set, so that nothing need be set there. */
  readonly sandbox?: string | ((of: (name: string) => string | undefined) => string | undefined);
  /** May stay unset: always, or as other variables are. */
  readonly optional?: true | ((of: (name: string) => string | undefined) => boolean);
  /** Learners who share a cluster each have their own: `-LEARNER` is added. */
  readonly perLearner?: true;
  /** Its value is never printed. */
  readonly secret?: true;
}

/** The tutorial's variables, under the tutorial's names and in its order, then the runbook's own. */
export const variables = {
  TARGET: {
    description: 'Where the steps act: the embedded sandbox, or Google Cloud (which bills you)',
    rule: oneOf('sandbox', 'gke'),
    example: 'sandbox',
    default: 'sandbox',
  },
  CONFIRM: {
    description:
      'Ask before what is billed is created, and before a cleanup: on Google Cloud, always, or never (as --yes)',
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
    description: "The project's number; looked up when it is not set",
    rule: names.projectNumber,
    example: '123456789012',
    optional: true,
  },
  CLUSTER: {
    description:
      'Make the cluster, or use one that exists and is never deleted (the node pool of TPUs is made in either)',
    rule: oneOf('create', 'existing'),
    example: 'create',
    default: (of) => (of('LEARNER') === undefined ? 'create' : 'existing'),
  },
  LEARNER: {
    description: 'Your name among those who share a cluster: namespace, bucket and node pool become your own',
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
    description: `The version of GKE: ${TPU_GENERATIONS.map(({ name, leastVersion }) => `${name} needs ${leastVersion.standard} or later`).join(', ')}`,
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
    description: 'The zone of the TPU nodes, in that region; it must offer MACHINE_TYPE',
    rule: names.zone,
    example: 'us-east5-b',
    sandbox: 'us-east5-b',
  },
  ZONES: {
    description: 'The zones to try in turn for the TPU nodes when one has none left; ZONE comes first',
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
    description: "The Cloud Storage bucket to create for the model's weights; its name is unique in the world",
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
    description: 'Standard with a TPU node pool of its own, or Autopilot',
    rule: oneOf('standard', 'autopilot'),
    example: 'standard',
    default: 'standard',
  },
  IAM_SCOPE: {
    description: 'What the service account may use: the one bucket, or all buckets of the project',
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
  HPA_METRIC: {
    description:
      'What the autoscaler looks at: the waiting requests (throughput), or the use of the KV cache (latency)',
    rule: oneOf('queue', 'cache'),
    example: 'queue',
    default: 'queue',
  },
  HPA_TARGET: {
    description: 'The average per replica to hold: waiting requests, or with HPA_METRIC=cache a share from 0 to 1',
    rule: positiveNumber(),
    example: '10',
    // 128 running requests of the tutorial's load use about a quarter of the KV cache; like 10 waiting, it is low for show.
    default: (of) => (of('HPA_METRIC') === 'cache' ? '0.1' : '10'),
  },
  EXPOSE: {
    description:
      'Who reaches the model server: your address range, the VPC (internal), nobody but this run (port-forward), or everybody (public, with a key)',
    rule: oneOf('cidr', 'internal', 'port-forward', 'public'),
    example: 'cidr',
    default: 'cidr',
  },
  EXPOSE_CIDR: {
    description:
      'With EXPOSE=cidr: the range that the balancer lets in. Your own address is what curl -4 https://checkip.amazonaws.com prints; the runbook asks nobody',
    rule: names.sourceRange,
    example: '203.0.113.7/32',
    sandbox: '127.0.0.0/8',
    optional: (of) => of('EXPOSE') !== 'cidr',
  },
  VLLM_API_KEY: {
    description: 'The key that clients of the model server must send; needed with EXPOSE=public',
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
  VLLM_IMAGE: {
    description: 'The image of the model server, pinned',
    rule: names.pinnedImage,
    example: 'vllm/vllm-tpu:v0.12.0',
    default: 'vllm/vllm-tpu:v0.12.0',
  },
  LOAD_FORMAT: {
    description:
      "How vLLM reads the weights: one file after the other (auto), or many at a time with Run:ai's streamer, which pays off where they are in the bucket already",
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
      "With --fast: the machine type of the cluster's CPU node, whose ten pods stage the weights. They ask for 12.5 vCPUs; its network carries what they download",
    rule: names.stagingMachineType,
    example: 'e2-standard-16',
    default: 'e2-standard-16',
  },
  PARALLEL_PROCESSES: {
    description: 'How many completion loops make the load',
    rule: integer(1, 20_000),
    example: '512',
    default: '512',
  },
  MAX_REPLICAS: {
    description: 'How far the autoscaler may scale out',
    rule: integer(1, 100),
    example: '2',
    default: '2',
  },
  SPARE_NODES: {
    description:
      'TPU nodes that the pool may have beyond MAX_REPLICAS: with one, a rollout starts the new replica before it ends the old; without, it ends the old one first, since it could wait for a node forever',
    rule: integer(0, 10),
    example: '0',
    default: '0',
  },
} as const satisfies Record<string, Variable<string | number | readonly string[]>>;

/** The name of a variable as the environment and `.env` have it: `CLUSTER_NAME`. */
export type VariableName = keyof typeof variables;
