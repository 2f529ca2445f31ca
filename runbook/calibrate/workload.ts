import { randomFrom } from '../../lib/load/index.ts';

/** The requests of the ladder. */
export interface Workload {
  readonly model: string;
  /** The mean length of an answer (tokens). Lengths are uniform from half to one and a half of it. */
  readonly outputTokens: number;
}

/**
 * Requests like the tutorial's, but different: equal lengths would let all requests end together, and equal prompts
 * would be read from the prefix cache. @param series distinguishes loads @returns the body of request n
 */
export function bodies({ model, outputTokens }: Workload, series: number): (n: number) => object {
  return (n) => ({
    model,
    // The number comes first: the prefix cache compares from the beginning.
    prompt: `${series}-${n}. Write a story about san francisco`,
    max_tokens: Math.max(1, Math.round(outputTokens * (0.5 + randomFrom(series * 1_000_003 + n)()))),
    ignore_eos: true,
    temperature: 0,
  });
}
