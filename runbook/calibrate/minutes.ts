/** Rungs of a ladder, and latencies of each: two to settle and three to measure. */
const RUNGS = 10;
const LATENCIES = 5;
/** The shortest rung (s). */
const SHORTEST = 120;
/** A token at saturation (s): 24 ms are published for a 70B model on 8 chips. */
const PER_TOKEN = 0.03;
/** Above the mean, since the longest answers decide. */
const LONGER = 1.5;

/** How long a ladder takes on Google Cloud: an estimate, which the command says before it asks. */
export function minutesOfLadder(outputTokens: number): number {
  return Math.ceil((RUNGS * Math.max(SHORTEST, LATENCIES * outputTokens * PER_TOKEN * LONGER)) / 60);
}
