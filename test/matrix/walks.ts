import type { VariableName } from '../../lib/config/index.ts';

/** A whole walkthrough with some variables. */
export interface Walk {
  readonly name: string;
  readonly variables: Readonly<Partial<Record<VariableName, string>>>;
  readonly args?: readonly string[];
  /** In a cluster of this name that the runbook did not make. */
  readonly existing?: string;
  /** A reservation that exists before the walk. */
  readonly reserved?: { readonly name: string; readonly machineType: string };
  /** Of the sandbox. */
  readonly scenario?: object;
  /** Interrupted at each step and each wait. */
  readonly interrupted?: boolean;
}

const SMALL = { MODEL: 'meta-llama/Llama-3.1-8B' } as const;
/** The fields of its config.json: a Llama 2 of 13B. */
const PRIVATE_13B = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 5120,
  num_hidden_layers: 40,
  num_attention_heads: 40,
  num_key_value_heads: 40,
  intermediate_size: 13824,
  vocab_size: 32000,
  max_position_embeddings: 4096,
  torch_dtype: 'bfloat16',
} as const;
const SMALLEST = { MODEL: 'meta-llama/Llama-3.2-3B' } as const;

/** Between them every value of every variable that is one of several, at least once: a covering set, and no product. */
export const WALKS: readonly Walk[] = [
  { name: 'defaults', variables: {} },
  {
    name: 'port-forward',
    variables: { EXPOSE: 'port-forward', HPA_METRIC: 'cache', IAM_SCOPE: 'project', PROVISIONING: 'spot' },
  },
  {
    name: 'internal',
    variables: {
      ...SMALL,
      EXPOSE: 'internal',
      MACHINE_TYPE: 'ct6e-standard-4t',
      PROVISIONING: 'flex-start',
      XLA_CACHE: 'off',
    },
  },
  {
    name: 'public',
    variables: {
      ...SMALL,
      EXPOSE: 'public',
      MACHINE_TYPE: 'ct5lp-hightpu-8t',
      PROVISIONING: 'reservation:tpus',
      SPARE_NODES: '1',
    },
    reserved: { name: 'tpus', machineType: 'ct5lp-hightpu-8t' },
  },
  {
    name: 'autopilot',
    variables: {
      ...SMALLEST,
      CLUSTER_MODE: 'autopilot',
      HPA_METRIC: 'cache',
      IAM_SCOPE: 'project',
      MACHINE_TYPE: 'ct5lp-hightpu-1t',
    },
  },
  {
    name: 'fast',
    variables: {
      DELETE_FIRST: 'tpu-nodes',
      HARDENED: 'on',
      IMAGE_DISK: 'projects/vllm-tpu-sandbox/global/images/vllm-tpu',
      KEEP_BUCKET: 'on',
      LOAD_FORMAT: 'runai_streamer',
      NODES_AHEAD: 'on',
      VLLM_IMAGE: 'vllm/vllm-tpu:v0.18.0',
    },
    args: ['--fast'],
  },
  {
    name: 'fast, autopilot',
    variables: { ...SMALL, CLUSTER_MODE: 'autopilot', EXPOSE: 'port-forward', MACHINE_TYPE: 'ct6e-standard-1t' },
    args: ['--fast'],
  },
  {
    name: 'existing cluster',
    variables: {
      ...SMALL,
      CLUSTER: 'existing',
      CLUSTER_NAME: 'shared',
      MACHINE_TYPE: 'ct5lp-hightpu-4t',
      XLA_CACHE: 'off',
    },
    existing: 'shared',
  },
  { name: '32B on eight chips', variables: { MODEL: 'Qwen/Qwen3-32B' } },
  { name: '8B on one chip', variables: { MODEL: 'Qwen/Qwen3-8B', MACHINE_TYPE: 'ct6e-standard-1t' } },
  {
    name: 'a model in no catalogue',
    variables: { MODEL: 'example/private-13b', MACHINE_TYPE: 'ct6e-standard-4t', WEIGHTS_GIB: '24.2' },
    scenario: { models: { 'example/private-13b': PRIVATE_13B } },
  },
  {
    name: 'learner',
    variables: { LEARNER: 'ana', CLUSTER_NAME: 'shared', EXPOSE: 'port-forward' },
    existing: 'shared',
  },
  { name: 'interrupted', variables: { EXPOSE: 'port-forward' }, interrupted: true },
  { name: 'interrupted, fast', variables: {}, args: ['--fast'], interrupted: true },
];
