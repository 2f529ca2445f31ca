import type { VllmVersion } from '../profiles/versions.ts';
import { invalid, type ServerError } from './errors.ts';
import type { Body } from './fields.ts';
import { checkLogitBias } from './left-out.ts';
import { type Constraint, readConstraint } from './structured.ts';

/** What of vLLM's SamplingParams decides something here. */
export interface SamplingParams {
  readonly n: number;
  /** Undefined: as many as fit. */
  readonly maxTokens: number | undefined;
  readonly minTokens: number;
  readonly temperature: number;
  readonly stop: readonly string[];
  readonly stopTokenIds: readonly number[];
  readonly includeStop: boolean;
  readonly ignoreEos: boolean;
  readonly logprobs: number | undefined;
  readonly constraint: Constraint | undefined;
}

type Values = ReadonlyMap<string, unknown>;
type Check = (value: number) => ServerError | undefined;

/** VLLM_MAX_N_SEQUENCES. */
export const MAX_SEQUENCES = 16_384;

/** The valid range of each number, from SamplingParams._verify_args; absent fields are valid. */
const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['n', (n) => (n < 1 ? invalid(`n must be at least 1, got ${n}.`) : undefined)],
  ['n', (n) => (n > MAX_SEQUENCES ? invalid(`n must be at most ${MAX_SEQUENCES}, got ${n}.`) : undefined)],
  ['presence_penalty', (value) => outside('presence_penalty', value, -2, 2)],
  ['frequency_penalty', (value) => outside('frequency_penalty', value, -2, 2)],
  [
    'repetition_penalty',
    (value) => (value > 0 ? undefined : invalid(`repetition_penalty must be greater than zero, got ${python(value)}.`)),
  ],
  ['temperature', (value) => (value < 0 ? named('temperature', 'must be non-negative', value) : undefined)],
  ['temperature', (value) => (value > 2 ? named('temperature', 'must be in [0, 2]', value) : undefined)],
  ['top_p', (value) => (value > 0 && value <= 1 ? undefined : named('top_p', 'must be in (0, 1]', value))],
  ['top_k', (k) => (k < -1 ? invalid(`top_k must be 0 (disable), or at least 1, got ${k}.`) : undefined)],
  ['min_p', (value) => outside('min_p', value, 0, 1)],
  ['min_tokens', (n) => (n < 0 ? invalid(`min_tokens must be greater than or equal to 0, got ${n}.`) : undefined)],
];

/** What the server and its platform say of a body. */
export interface SamplingRules {
  readonly version: VllmVersion;
  /** --max-logprobs; -1 is no limit. */
  readonly maxLogprobs: number;
  /** How many tokens the model has. */
  readonly vocabulary: number;
}

/** Read the sampling parameters of a body. @param maxTokens undefined: as many as fit @throws ServerError 400 */
export function readSampling(
  body: Body,
  values: Values,
  maxTokens: number | undefined,
  { version, maxLogprobs, vocabulary }: SamplingRules,
): SamplingParams {
  for (const [name, check] of CHECKS) {
    const value = values.get(name) as number | undefined;
    const error = value === undefined ? undefined : check(value);
    if (error) throw error;
  }
  const logprobs = values.get('logprobs') as number | undefined;
  if (logprobs !== undefined && maxLogprobs >= 0 && logprobs > maxLogprobs)
    throw tooManyLogprobs(logprobs, maxLogprobs);
  checkLogitBias(values.get('logit_bias'), vocabulary);
  checkBestOf(values, version);
  const minTokens = (values.get('min_tokens') as number | undefined) ?? 0;
  if (maxTokens !== undefined && maxTokens < 1) {
    throw invalid(`max_tokens must be at least 1, got ${maxTokens}.`, 'max_tokens', maxTokens);
  }
  if (maxTokens !== undefined && minTokens > maxTokens) {
    throw invalid(`min_tokens must be less than or equal to max_tokens=${maxTokens}, got ${minTokens}.`);
  }
  const stop = (values.get('stop') as string[] | undefined) ?? [];
  if (stop.includes('')) throw invalid('stop cannot contain an empty string.');
  if (values.has('seed') && version.since('0.8.4')) {
    throw invalid(`${version.has('jax') ? 'JAX' : 'Torch XLA'} does not support per-request seed.`);
  }
  return {
    n: (values.get('n') as number | undefined) ?? 1,
    maxTokens,
    minTokens,
    temperature: (values.get('temperature') as number | undefined) ?? 1,
    stop,
    stopTokenIds: (values.get('stop_token_ids') as number[] | undefined) ?? [],
    includeStop: values.get('include_stop_str_in_output') === true,
    ignoreEos: values.get('ignore_eos') === true,
    logprobs,
    constraint: readConstraint(body, version),
  };
}

function outside(name: string, value: number, low: number, high: number): ServerError | undefined {
  if (value >= low && value <= high) return undefined;
  return invalid(`${name} must be in [${low}, ${high}], got ${python(value)}.`);
}

function named(name: string, rule: string, value: number): ServerError {
  return invalid(`${name} ${rule}, got ${python(value)}.`, name, python(value));
}

/** Until 0.12.0, which ignores it as an unknown field. */
function checkBestOf(values: Values, version: VllmVersion): void {
  const bestOf = values.get('best_of') as number | undefined;
  if (bestOf === undefined || version.since('0.12.0')) return;
  const n = (values.get('n') as number | undefined) ?? 1;
  if (bestOf < n) throw invalid(`best_of must be greater than or equal to n, got n=${n} and best_of=${bestOf}.`);
  if (bestOf > 1 && version.since('0.8.0')) throw invalid('vLLM V1 does not yet support best_of.');
}

function tooManyLogprobs(asked: number, limit: number): ServerError {
  const text = `Requested sample logprobs of ${asked}, which is greater than max allowed: ${limit}`;
  return invalid(text, 'logprobs', asked);
}

/** A float as Python prints it. */
function python(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
