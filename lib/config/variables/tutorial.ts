import * as names from '../names.ts';
import { oneOf, type Rule } from '../rule.ts';
import { TPU_GENERATIONS } from '../tpu.ts';
import type { Variable } from '../variable.ts';

/** Undefined without a valid text: only the variable that lacks it is reported then. */
const valid = (rule: Rule<string>, text: string | undefined): string | undefined =>
  text === undefined ? undefined : rule.parse(text);

/** The variables of the tutorial's commands, without its token, in its order. */
export const TUTORIAL_NAMES = [
  'PROJECT_ID',
  'PROJECT_NUMBER',
  'CLUSTER_NAME',
  'CLUSTER_VERSION',
  'CONTROL_PLANE_LOCATION',
  'ZONE',
  'NAMESPACE',
  'GSBUCKET',
  'KSA_NAME',
] as const;

/** The sandbox's Hugging Face accepts every token that begins with hf_. */
export const SANDBOX_TOKEN = 'hf_sandboxTokenForTheTutorialOnly0000';

/** The tutorial's variables with its names and in its order, and what decides them. */
export const tutorial = {
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
    default: 'vllm-tpu',
  },
  CLUSTER_VERSION: {
    description: `The version of GKE, by default that of its location (-): ${TPU_GENERATIONS.map(({ name, leastVersion }) => `${name} needs ${leastVersion.standard} or later (Autopilot: ${leastVersion.autopilot})`).join(', ')}`,
    rule: names.clusterVersion,
    example: '-',
    default: '-',
    sandbox: '1.33.5-gke.1080000',
  },
  CONTROL_PLANE_LOCATION: {
    description:
      "The region (or, for a Standard cluster, the zone) of the cluster's control plane; by default the region of ZONE",
    rule: names.location,
    example: 'us-east5',
    default: (of) => {
      const zone = valid(names.zone, of('ZONE'));
      return zone && names.regionOf(zone);
    },
    optional: (of) => valid(names.zone, of('ZONE')) === undefined,
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
    default: (of) => valid(names.zone, of('ZONE')) ?? '',
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
    default: 'vllm',
    perLearner: true,
  },
  HF_TOKEN: {
    description: 'A Hugging Face access token of an account that accepted the licence of the model',
    rule: names.huggingFaceToken,
    example: 'hf_AbCdEfGhIjKlMnOpQrStUvWx',
    sandbox: (of) => (of('HF_TOKEN_SECRET') === undefined ? SANDBOX_TOKEN : undefined),
    optional: (of) => of('HF_TOKEN_SECRET') !== undefined,
    secret: true,
  },
  GSBUCKET: {
    description:
      "The Cloud Storage bucket to create for the model's weights, by default PROJECT_ID-vllm-models; its name must be globally unique",
    rule: names.bucket,
    example: 'my-project-123-vllm-models',
    default: (of) => {
      const project = valid(names.projectId, of('PROJECT_ID'));
      return project && `${project}-vllm-models`;
    },
    optional: (of) => valid(names.projectId, of('PROJECT_ID')) === undefined,
    sandbox: 'vllm-tpu-sandbox-models',
    perLearner: true,
  },
  KSA_NAME: {
    description: 'The Kubernetes service account to create, which may use the bucket',
    rule: names.serviceAccount,
    example: 'vllm-ksa',
    default: 'vllm-ksa',
  },
} as const satisfies Record<string, Variable<string | number | readonly string[]>>;
