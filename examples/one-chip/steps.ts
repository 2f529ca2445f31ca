import type { Cause, Runbook } from 'vllm-tpu-runbook';
import { serve } from './01-serve.ts';
import { ask } from './02-ask.ts';

export { variables } from './variables.ts';

export const steps = [serve, ask];

/** One chip of TPU v6e holds an 8B model. */
export const defaults: Runbook['defaults'] = {
  MODEL: 'meta-llama/Llama-3.1-8B-Instruct',
  MACHINE_TYPE: 'ct6e-standard-1t',
};

/** Causes that the library does not know. */
export const causes: readonly Cause[] = [
  {
    code: 'NO_SUCH_MODEL',
    by: ['log'],
    pattern: /RepositoryNotFoundError|404 Client Error/,
    sentence: 'Hugging Face has no model of this name',
    remedy: 'Check MODEL, then: npx tsx 01-serve.ts',
  },
];
