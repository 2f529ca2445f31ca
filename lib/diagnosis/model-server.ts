import type { Cause } from './cause.ts';

/** Why vLLM or the staging of the weights fails. The Hub's 401 and 403 both mention a gated repository. */
export const modelServer: readonly Cause[] = [
  {
    code: 'HF_LICENCE',
    by: ['log'],
    pattern: /403 Client Error|Client error '403|not in the authorized list/,
    sentence: "the token's account has not accepted the licence of the model",
    remedy: "Accept the licence on the model's page; the pod tries again within 5 minutes.",
  },
  {
    code: 'HF_TOKEN',
    by: ['log'],
    pattern: /401 Client Error|Client error '401|Invalid user token|gated repo/,
    sentence: 'Hugging Face does not accept the token',
    remedy: 'Correct the token in the Secret; the pod tries again within 5 minutes.',
  },
  {
    code: 'XLA_CACHE_RACE',
    by: ['log'],
    pattern: /filesystem error: cannot create directories/,
    sentence: 'two replicas wrote the XLA cache at the same time',
    remedy: 'Start one replica and wait until it is ready before the next, or disable the cache: XLA_CACHE=off',
    patience: '15m',
  },
  {
    code: 'MODEL_UNSUPPORTED',
    by: ['log'],
    pattern: /Expect no shared layers|Model architectures .* (are )?not supported|does not recognize this architecture/,
    sentence: 'this version of vLLM cannot serve this model on TPUs',
    remedy: 'Choose another VLLM_IMAGE or another MODEL.',
  },
  {
    code: 'HBM',
    by: ['log'],
    pattern: /RESOURCE_EXHAUSTED|No available memory for the cache blocks|exceeds the (available )?HBM/i,
    sentence: "the model and its KV cache do not fit into the chips' memory",
    remedy: 'Choose a machine with more chips (MACHINE_TYPE), or a smaller MODEL.',
  },
  {
    code: 'MODEL_SERVER_ERROR',
    by: ['log'],
    pattern: /^(\(\w+ pid=\d+\) )?([\w. ]+: error: |\w*Error: )/,
    sentence: 'the model server exits with an error',
    remedy: "Read vLLM's last log lines above.",
    patience: '10m',
  },
];
