import type { Random } from '../../core/random.ts';
import { adaptersOf } from '../arguments/lora.ts';
import type { App, AppRequest } from './app.ts';
import { jsonBody } from './body.ts';
import { invalid, modelNotFound, validationError } from './errors.ts';
import { type Body, fields, isObject, readFields } from './fields.ts';
import type { Prompt } from './generation.ts';
import { checkCompletion } from './left-out.ts';
import { MAX_SEQUENCES, readSampling, type SamplingParams, type SamplingRules } from './sampling.ts';

const FIELDS = fields({
  int: 'logprobs max_tokens n seed top_k min_tokens truncate_prompt_tokens priority prompt_logprobs best_of',
  float: 'frequency_penalty presence_penalty temperature top_p min_p repetition_penalty length_penalty',
  bool: 'echo stream ignore_eos skip_special_tokens include_stop_str_in_output return_token_ids add_special_tokens use_beam_search',
  string: 'model suffix user request_id cache_salt',
  stop: 'stop',
  ints: 'stop_token_ids',
  object: 'stream_options logit_bias',
  any: 'prompt',
});

/** vLLM's default for completions. */
const MAX_TOKENS = 16;
/** VLLM_MAX_COMPLETION_PROMPTS. */
const MAX_PROMPTS = 1024;

export interface Usage {
  readonly include: boolean;
  readonly continuous: boolean;
}

export interface CompletionRequest {
  readonly id: string;
  readonly model: string;
  readonly prompts: readonly Prompt[];
  readonly params: SamplingParams;
  readonly stream: boolean;
  readonly usage: Usage;
  readonly echo: boolean;
  /** `max_tokens: 0` with echo: only the prompt is wanted. */
  readonly promptOnly: boolean;
  readonly returnTokenIds: boolean;
  readonly cacheSalt: string | undefined;
}

/** Read and check a body of /v1/completions, in the order in which vLLM does. @throws ServerError */
export function readCompletion(app: App, request: AppRequest): CompletionRequest {
  const body = jsonBody(request);
  checkCompletion(body);
  checkBody(body);
  const values = readFields(body, FIELDS);
  const model = checkModel(app, values.get('model'));
  const echo = values.get('echo') === true;
  const asked = (values.get('max_tokens') as number | undefined) ?? MAX_TOKENS;
  const promptOnly = echo && asked === 0;
  const truncate = values.get('truncate_prompt_tokens') as number | undefined;
  const special = values.get('add_special_tokens') !== false;
  const maxTokens = promptOnly ? 1 : asked;
  const prompts = readPrompts(app, body.prompt, special).map((prompt) => cut(app, prompt, truncate, asked));
  for (const prompt of prompts) checkLength(app, prompt.tokens.length, asked);
  const params = readSampling(body, values, maxTokens, samplingRules(app));
  if (prompts.length * params.n > MAX_SEQUENCES) throw invalid(`n must be at most ${MAX_SEQUENCES}, got ${params.n}.`);
  return {
    id: `cmpl-${requestId(app, request, values.get('request_id'))}`,
    model,
    prompts,
    params,
    stream: values.get('stream') === true,
    usage: readUsage(app, values.get('stream_options')),
    echo,
    promptOnly,
    returnTokenIds: values.get('return_token_ids') === true,
    cacheSalt: values.get('cache_salt') as string | undefined,
  };
}

export function samplingRules({ config }: App): SamplingRules {
  const { version, args, model } = config;
  return { version, maxLogprobs: args.max_logprobs, vocabulary: model.vocabulary };
}

/** What vLLM checks before the types of the fields. */
function checkBody(body: Body): void {
  const { prompt, logprobs, prompt_logprobs: promptLogprobs } = body;
  if (Array.isArray(prompt) && prompt.length > MAX_PROMPTS && typeof prompt[0] !== 'number') {
    const text = `prompt list length ${prompt.length} exceeds the maximum allowed count of ${MAX_PROMPTS}. To increase this limit, set the VLLM_MAX_COMPLETION_PROMPTS environment variable.`;
    throw invalid(text, 'prompt');
  }
  if (prompt === undefined || prompt === null || prompt === '' || (Array.isArray(prompt) && prompt.length === 0)) {
    throw invalid('Either prompt or prompt_embeds must be provided and non-empty.', 'prompt');
  }
  checkStreamOptions(body);
  for (const [name, value] of [
    ['prompt_logprobs', promptLogprobs],
    ['logprobs', logprobs],
  ] as const) {
    if (value !== undefined && value !== null && typeof value !== 'number')
      throw invalid(`\`${name}\` must be an integer.`, name, value);
  }
  if (typeof promptLogprobs === 'number' && promptLogprobs < 0 && promptLogprobs !== -1) {
    throw invalid('`prompt_logprobs` must be a positive value or -1.', 'prompt_logprobs', promptLogprobs);
  }
  if (typeof logprobs === 'number' && logprobs < 0)
    throw invalid('`logprobs` must be a positive value.', 'logprobs', logprobs);
}

export function checkStreamOptions(body: Body): void {
  if (body.stream_options && !body.stream) {
    throw invalid('Stream options can only be defined when `stream=True`.', 'stream_options');
  }
}

/** @returns the name under which to answer: the first one that is served, when none was asked for */
export function checkModel(app: App, model: unknown): string {
  const { servedModelNames } = app.config;
  if (!model) return servedModelNames[0]!;
  const known =
    servedModelNames.includes(model as string) || adaptersOf(app.config.args).some(({ name }) => name === model);
  if (!known) throw modelNotFound(model as string);
  return model as string;
}

function readPrompts(app: App, prompt: unknown, special: boolean): Prompt[] {
  if (typeof prompt === 'string') return [ofText(app, prompt, special)];
  if (isStrings(prompt)) return prompt.map((text) => ofText(app, text, special));
  if (isTokens(prompt)) return [ofTokens(app, prompt)];
  if (Array.isArray(prompt) && prompt.every(isTokens)) return prompt.map((tokens) => ofTokens(app, tokens));
  throw validationError([
    { type: 'string_type', loc: ['body', 'prompt', 'str'], msg: 'Input should be a valid string', input: prompt },
  ]);
}

function ofText({ writing }: App, text: string, special: boolean): Prompt {
  return { text, tokens: writing.encode(text, special) };
}

function ofTokens({ writing }: App, tokens: readonly number[]): Prompt {
  return { text: writing.decode(tokens), tokens };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTokens(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0);
}

/** `truncate_prompt_tokens` keeps the end of the prompt; -1 as much as fits. */
function cut(app: App, prompt: Prompt, truncate: number | undefined, maxTokens: number): Prompt {
  const most = app.config.maxModelLen - maxTokens;
  const limit = truncate === -1 ? most : truncate;
  if (limit !== undefined && limit > most) {
    const text = `truncate_prompt_tokens=${limit} cannot be greater than max_model_len - max_tokens = ${most}. Please request a smaller truncation size.`;
    throw invalid(text, 'truncate_prompt_tokens', limit);
  }
  if (limit === undefined || limit < 1 || prompt.tokens.length <= limit) return prompt;
  const tokens = prompt.tokens.slice(-limit);
  return { text: app.writing.decode(tokens), tokens };
}

/** @throws ServerError 400 when prompt and answer do not fit into the model's context */
export function checkLength(app: App, inputs: number, outputs: number): void {
  const { maxModelLen } = app.config;
  if (outputs > maxModelLen) {
    const text = `max_tokens=${outputs} cannot be greater than max_model_len=max_total_tokens=${maxModelLen}. Please request fewer output tokens.`;
    throw invalid(text, 'max_tokens', outputs);
  }
  if (inputs <= maxModelLen - outputs) return;
  const requested = `you requested ${outputs} output tokens and your prompt contains ${inputs} input tokens, for a total of ${inputs + outputs} tokens`;
  const text = `This model's maximum context length is ${maxModelLen} tokens. However, ${requested}. Please reduce the length of the input prompt or the number of requested output tokens.`;
  throw invalid(text, 'input_tokens', inputs);
}

export function readUsage(app: App, options: unknown): Usage {
  const given = isObject(options) ? options : {};
  const include = given.include_usage === true || app.config.args.enable_force_include_usage;
  return { include, continuous: include && given.continuous_usage_stats === true };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 32 digits, as Python's uuid4().hex. */
function randomHex(random: Random): string {
  let digits = '';
  for (let i = 0; i < 4; i++) {
    const word = Math.floor(random.next() * 2 ** 32);
    digits += HEX[word >>> 24]! + HEX[(word >>> 16) & 255]! + HEX[(word >>> 8) & 255]! + HEX[word & 255]!;
  }
  return digits;
}

export function requestId(app: App, request: AppRequest, own?: unknown): string {
  const header = request.headers['x-request-id'];
  return typeof header === 'string' && header !== '' ? header : ((own as string | undefined) ?? randomHex(app.random));
}
