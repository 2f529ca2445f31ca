import type { ApiReply } from '../../core/http.ts';
import { type App, type AppHandler, type AppRequest, nowSeconds } from './app.ts';
import { jsonBody } from './body.ts';
import { chatPrompt } from './chat-prompt.ts';
import {
  checkLength,
  checkModel,
  checkStreamOptions,
  readUsage,
  requestId,
  samplingRules,
  type Usage,
} from './completion-request.ts';
import { invalid } from './errors.ts';
import { type EventSink, eventStream } from './events.ts';
import { fields, readFields } from './fields.ts';
import { type Answer, type Choice, generate, type Prompt } from './generation.ts';
import { checkChat } from './left-out.ts';
import { tokenLogprob } from './logprobs.ts';
import { readSampling, type SamplingParams } from './sampling.ts';
import { checkTools } from './tools.ts';

const FIELDS = fields({
  int: 'max_tokens max_completion_tokens n seed top_k min_tokens top_logprobs priority best_of',
  float: 'frequency_penalty presence_penalty temperature top_p min_p repetition_penalty',
  bool: 'stream ignore_eos logprobs echo include_stop_str_in_output add_generation_prompt',
  string: 'model user request_id cache_salt chat_template',
  stop: 'stop',
  ints: 'stop_token_ids',
  object: 'stream_options logit_bias',
});

const NO_TEMPLATE =
  'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.';

interface ChatRequest {
  readonly id: string;
  readonly model: string;
  readonly prompts: readonly [Prompt];
  readonly params: SamplingParams;
  readonly stream: boolean;
  readonly usage: Usage;
  readonly logprobs: number | undefined;
  readonly cacheSalt: string | undefined;
}

/** POST /v1/chat/completions: a base model has no chat template and answers 400. */
export const createChatCompletion: AppHandler = (app, raw) => {
  const request = readChat(app, raw);
  const created = nowSeconds(app);
  if (request.stream) {
    return eventStream((sink, onGone) => generate(app, { ...request, onGone }, streamedAnswer(request, created, sink)));
  }
  return new Promise<ApiReply>((resolve) => {
    const options = { ...request, onGone: (listener: () => void) => raw.onGone(listener) };
    generate(app, options, { onDone: (choices) => resolve({ body: chatBody(app, request, choices, created) }) });
  });
};

/** @throws ServerError 400 when the model cannot chat */
export function checkChatTemplate(app: App, own?: unknown): void {
  if (app.config.model.chatTemplate || app.config.args.chat_template !== undefined || own !== undefined) return;
  throw invalid(NO_TEMPLATE);
}

function readChat(app: App, raw: AppRequest): ChatRequest {
  const body = jsonBody(raw);
  checkStreamOptions(body);
  checkChat(body);
  const values = readFields(body, FIELDS);
  const prompt = chatPrompt(app, body);
  const model = checkModel(app, values.get('model'));
  checkChatTemplate(app, values.get('chat_template'));
  checkTools(app, body);
  const asked = (values.get('max_completion_tokens') ?? values.get('max_tokens')) as number | undefined;
  checkLength(app, prompt.tokens.length, asked ?? 1);
  const logprobs = readLogprobs(values);
  values.delete('logprobs');
  if (logprobs !== undefined) values.set('logprobs', logprobs);
  return {
    id: `chatcmpl-${requestId(app, raw, values.get('request_id'))}`,
    model,
    prompts: [prompt],
    params: readSampling(body, values, asked, samplingRules(app)),
    stream: values.get('stream') === true,
    usage: readUsage(app, values.get('stream_options')),
    logprobs,
    cacheSalt: values.get('cache_salt') as string | undefined,
  };
}

/** How many alternatives a token gets: check_logprobs of vLLM's ChatCompletionRequest. */
function readLogprobs(values: ReadonlyMap<string, unknown>): number | undefined {
  const top = values.get('top_logprobs') as number | undefined;
  const wanted = values.get('logprobs') === true;
  if (top !== undefined && top < 0 && top !== -1)
    throw invalid('`top_logprobs` must be a positive value or -1.', 'top_logprobs', top);
  if (top !== undefined && top !== 0 && !wanted)
    throw invalid('when using `top_logprobs`, `logprobs` must be set to true.', 'top_logprobs');
  return wanted ? (top ?? 0) : undefined;
}

function chatBody(app: App, request: ChatRequest, choices: readonly Choice[], created: number): object {
  return {
    id: request.id,
    object: 'chat.completion',
    created,
    model: request.model,
    choices: choices.map(({ index, plan }) => ({
      index,
      message: {
        role: 'assistant',
        content: plan.text,
        refusal: null,
        annotations: null,
        audio: null,
        function_call: null,
        reasoning: null,
      },
      logprobs: chatLogprobs(request, plan.continuation.pieces(plan.spoken), 0),
      finish_reason: plan.finishReason,
      stop_reason: plan.stopReason,
      token_ids: null,
    })),
    service_tier: null,
    system_fingerprint: app.systemFingerprint,
    usage: { ...usageOf(request, choices), prompt_tokens_details: null },
    prompt_logprobs: null,
    prompt_token_ids: null,
    kv_transfer_params: null,
  };
}

function usageOf(request: ChatRequest, choices: readonly Choice[]): object {
  const prompt = request.prompts[0].tokens.length;
  const completion = choices.reduce((sum, { plan }) => sum + plan.outputLength, 0);
  return { prompt_tokens: prompt, total_tokens: prompt + completion, completion_tokens: completion };
}

function chatLogprobs(request: ChatRequest, tokens: readonly string[], place: number): object | null {
  const { logprobs } = request;
  if (logprobs === undefined) return null;
  const entry = (token: string, logprob: number) => ({ token, logprob, bytes: [...Buffer.from(token)] });
  return {
    content: tokens.map((token, i) => {
      const { logprob, alternatives } = tokenLogprob(token, place + i, Math.max(0, logprobs - 1));
      const top = logprobs > 0 ? [{ token, logprob }, ...alternatives] : [];
      return { ...entry(token, logprob), top_logprobs: top.map((one) => entry(one.token, one.logprob)) };
    }),
  };
}

function streamedAnswer(request: ChatRequest, created: number, sink: EventSink): Answer {
  const head = { id: request.id, object: 'chat.completion.chunk', created, model: request.model };
  const sent: { tokens: number; characters: number }[] = [];
  const chunk = (choices: object[], rest: object = {}): void =>
    sink.send(JSON.stringify({ ...head, choices, ...rest }));
  return {
    onToken: ({ index, plan }, outputs) => {
      const before = sent[index] ?? { tokens: 0, characters: 0 };
      if (before.tokens === 0) {
        chunk([
          { index, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null, token_ids: null },
        ]);
      }
      const last = outputs === plan.outputLength;
      const spoken = plan.continuation.pieces(Math.min(outputs, plan.spoken)).slice(before.tokens);
      const characters = last
        ? plan.text.length
        : Math.min(before.characters + spoken.join('').length, plan.text.length);
      sent[index] = { tokens: outputs, characters };
      const delta = { content: plan.text.slice(before.characters, characters) };
      const ends = { finish_reason: last ? plan.finishReason : null, ...(last && { stop_reason: plan.stopReason }) };
      const logprobs = chatLogprobs(request, spoken, before.tokens);
      chunk([{ index, delta, logprobs, ...ends, token_ids: null }]);
    },
    onDone: (choices) => {
      if (request.usage.include) chunk([], { usage: usageOf(request, choices) });
      sink.done();
    },
  };
}
