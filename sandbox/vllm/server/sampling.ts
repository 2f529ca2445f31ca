import type { VllmVersion } from '../profiles/versions.ts';
import { invalid } from './errors.ts';

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
}

/** Read the sampling parameters of a body. @throws ServerError 400 in the words of SamplingParams._verify_args */
export function readSampling(
  values: ReadonlyMap<string, unknown>,
  maxTokens: number | undefined,
  version: VllmVersion,
): SamplingParams {
  const number = (name: string, otherwise: number): number => (values.get(name) as number | undefined) ?? otherwise;
  const between = (name: string, low: number, high: number, otherwise: number, named = false): number => {
    const value = number(name, otherwise);
    if (value >= low && value <= high) return value;
    throw invalid(
      `${name} must be in [${low}, ${high}], got ${python(value)}.`,
      ...(named ? ([name, python(value)] as const) : []),
    );
  };
  const n = number('n', 1);
  if (n < 1) throw invalid(`n must be at least 1, got ${n}.`);
  between('presence_penalty', -2, 2, 0);
  between('frequency_penalty', -2, 2, 0);
  const temperature = number('temperature', 1);
  if (temperature < 0)
    throw invalid(`temperature must be non-negative, got ${python(temperature)}.`, 'temperature', python(temperature));
  between('temperature', 0, 2, 1, true);
  const topP = number('top_p', 1);
  if (!(topP > 0 && topP <= 1)) throw invalid(`top_p must be in (0, 1], got ${python(topP)}.`, 'top_p', python(topP));
  const topK = number('top_k', 0);
  if (topK < -1) throw invalid(`top_k must be 0 (disable), or at least 1, got ${topK}.`);
  between('min_p', 0, 1, 0);
  if (maxTokens !== undefined && maxTokens < 1) {
    throw invalid(`max_tokens must be at least 1, got ${maxTokens}.`, 'max_tokens', maxTokens);
  }
  const minTokens = number('min_tokens', 0);
  if (minTokens < 0) throw invalid(`min_tokens must be greater than or equal to 0, got ${minTokens}.`);
  if (maxTokens !== undefined && minTokens > maxTokens) {
    throw invalid(`min_tokens must be less than or equal to max_tokens=${maxTokens}, got ${minTokens}.`);
  }
  const stop = (values.get('stop') as string[] | undefined) ?? [];
  if (stop.includes('')) throw invalid('stop cannot contain an empty string.');
  if (values.get('seed') !== undefined) {
    throw invalid(`${version.has('jax') ? 'JAX' : 'Torch XLA'} does not support per-request seed.`);
  }
  return {
    n,
    maxTokens,
    minTokens,
    temperature,
    stop,
    stopTokenIds: (values.get('stop_token_ids') as number[] | undefined) ?? [],
    includeStop: values.get('include_stop_str_in_output') === true,
    ignoreEos: values.get('ignore_eos') === true,
    logprobs: values.get('logprobs') as number | undefined,
  };
}

/** A float as Python prints it. */
function python(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
