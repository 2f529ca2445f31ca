import type { Cause } from './cause.ts';

/** What ends vLLM while it starts, and the staging of the weights. The Hub's 401 and 403 both speak of a gated repository. */
export const modelServer: readonly Cause[] = [
  {
    code: 'HF_LICENCE',
    by: ['log'],
    pattern: /403 Client Error|Client error '403|not in the authorized list/,
    sentence: 'the licence of the model has not been accepted by the account that the token belongs to',
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
    remedy: 'Start one replica and wait until it is ready before the next, or switch the cache off (XLA_CACHE=off).',
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
    sentence: "the model and its cache do not fit in the chips' memory",
    remedy: 'Choose a machine with more chips (MACHINE_TYPE), or a smaller MODEL.',
  },
  {
    code: 'MODEL_SERVER_ERROR',
    by: ['log'],
    pattern: /^(\(\w+ pid=\d+\) )?([\w. ]+: error: |\w*Error: )/,
    sentence: 'the model server ends with an error of its own',
    remedy: "Read its last lines above; they are vLLM's own.",
    patience: '10m',
  },
];
