import type { App } from './app.ts';
import type { CompletionRequest } from './completion-request.ts';
import type { Choice } from './generation.ts';
import { completionLogprobs } from './logprobs.ts';
import { outputTokens } from './plan.ts';

/** The body of a completion that is not streamed. */
export function completionBody(
  app: App,
  request: CompletionRequest,
  choices: readonly Choice[],
  created: number,
  cached: number,
): object {
  const { version } = app.config;
  const newest = version.has('fingerprint');
  return {
    id: request.id,
    object: 'text_completion',
    created,
    model: request.model,
    choices: choices.map((choice) => choiceBody(app, request, choice)),
    ...(version.has('structuredErrors') && { service_tier: null, system_fingerprint: app.systemFingerprint }),
    usage: usageOf(app, request, choices, cached),
    ...(version.has('kvTransferParams') && { kv_transfer_params: null }),
    ...(newest && { ec_transfer_params: null, metrics: null }),
  };
}

function choiceBody(app: App, request: CompletionRequest, choice: Choice): object {
  const { version } = app.config;
  const { prompt, plan, index } = choice;
  const said = request.promptOnly ? '' : plan.text;
  return {
    index,
    text: request.echo && !request.returnTokenIds ? prompt.text + said : said,
    logprobs: logprobsOf(app, request, choice),
    finish_reason: plan.finishReason,
    stop_reason: plan.stopReason,
    ...(version.has('tokenIds') && {
      token_ids: request.returnTokenIds ? outputTokens(plan, app.writing) : null,
    }),
    prompt_logprobs: null,
    ...(version.has('tokenIds') && { prompt_token_ids: request.returnTokenIds ? prompt.tokens : null }),
    ...(version.has('fingerprint') && { routed_experts: null }),
  };
}

function logprobsOf(app: App, request: CompletionRequest, { prompt, plan }: Choice): object | null {
  const { logprobs } = request.params;
  if (logprobs === undefined) return null;
  const asked = request.echo ? prompt.tokens.map((id) => app.writing.vocabulary.piece(id)) : [];
  const said = request.promptOnly ? [] : plan.continuation.pieces(plan.spoken);
  return completionLogprobs([...asked, ...said], { top: logprobs, firstUnknown: request.echo });
}

/** @param cached prompt tokens that the prefix cache spared */
export function usageOf(app: App, request: CompletionRequest, choices: readonly Choice[], cached: number): object {
  const prompt = request.prompts.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const completion = choices.reduce((sum, { plan }) => sum + plan.outputLength, 0);
  return {
    prompt_tokens: prompt,
    total_tokens: prompt + completion,
    completion_tokens: completion,
    prompt_tokens_details: app.config.args.enable_prompt_tokens_details ? { cached_tokens: cached } : null,
  };
}
