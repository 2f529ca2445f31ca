/** Milliseconds that parts of a step take; a token is one that is computed, a context token one that attention reads. */
export interface StepCosts {
  readonly fixed: number;
  readonly perToken: number;
  readonly perContextToken: number;
}

/** How long the engine step takes (ms). */
export type StepTime = (scheduledTokens: number, contextTokens: number) => number;

/** The token counts that shapes were compiled for: powers of two from 16 to the budget. */
export function tokenPaddings(maxNumBatchedTokens: number, smallest = 16): readonly number[] {
  const paddings = [smallest];
  while (paddings.at(-1)! < maxNumBatchedTokens) paddings.push(paddings.at(-1)! * 2);
  return paddings;
}

/**
 * A step computes a padded number of tokens, reads all weights and the context of each sequence. It never beats the
 * roofline, on which either the memory or the matrix units are busy all the time.
 */
export function stepTime(costs: StepCosts, roofline: StepCosts, maxNumBatchedTokens: number): StepTime {
  const paddings = tokenPaddings(maxNumBatchedTokens);
  return (tokens, context) => {
    const padded = paddings.find((padding) => padding >= tokens) ?? tokens;
    const modelled = costs.fixed + costs.perToken * padded + costs.perContextToken * context;
    const memory = roofline.fixed + roofline.perContextToken * context;
    return Math.max(modelled, memory, roofline.perToken * tokens);
  };
}
