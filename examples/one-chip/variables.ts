import { defineVariables, text } from 'vllm-tpu-runbook';

/** What this runbook asks for beside the tutorial's variables. */
export const variables = defineVariables({
  PROMPT: { description: 'What to ask the model', rule: text(/\S/, 'some text'), default: 'San Francisco is a' },
});
