import { invalid, notImplemented } from './errors.ts';
import type { Body } from './fields.ts';

/** Parameters that change the answer's tokens or its form, and that nothing here acts on: what they are when they are off. */
const COMPLETION: Readonly<Record<string, readonly unknown[]>> = {
  prompt_logprobs: [undefined, null],
  return_tokens_as_token_ids: [undefined, null, false],
  use_beam_search: [undefined, null, false],
};

/** A chat's answer has no ids of tokens, and its prompt is not cut. */
const CHAT: typeof COMPLETION = {
  ...COMPLETION,
  return_token_ids: [undefined, null, false],
  truncate_prompt_tokens: [undefined, null],
};

/** vllm/entrypoints/openai/protocol.py and serving_completion.py. @throws ServerError 400, and 501 for what is left out */
export function checkCompletion(body: Body): void {
  if (typeof body.suffix === 'string') throw invalid('suffix is not currently supported');
  if (body.prompt_embeds !== undefined && body.prompt_embeds !== null)
    throw invalid('You must set `--enable-prompt-embeds` to input `prompt_embeds`.', 'prompt_embeds');
  refuse(body, COMPLETION);
}

/** As `checkCompletion`, of a chat. @throws ServerError */
export function checkChat(body: Body): void {
  if (body.continue_final_message === true && body.add_generation_prompt === true)
    throw invalid('Cannot set both `continue_final_message` and `add_generation_prompt` to True.');
  refuse(body, CHAT);
}

function refuse(body: Body, table: typeof COMPLETION): void {
  for (const [name, off] of Object.entries(table)) {
    if (!off.includes(body[name])) throw notImplemented(`[sandbox] Not simulated: ${name}. Leave it out.`);
  }
}

/** SamplingParams._validate_logit_bias. @throws ServerError 400 for tokens that the model does not have */
export function checkLogitBias(bias: unknown, vocabulary: number): void {
  const ids = Object.keys((bias ?? {}) as object);
  const beyond = ids.map(Number).filter((id) => id < 0 || id >= vocabulary);
  if (beyond.length === 0) return;
  const list = `[${beyond.join(', ')}]`;
  const text = `token_id(s) ${list} in logit_bias contain out-of-vocab token ids. Vocabulary size: ${vocabulary}`;
  throw invalid(text, 'logit_bias', list);
}
