import type { EngineBuckets } from '../engine/stats.ts';
import type { VllmVersion } from '../profiles/versions.ts';

const TIME_TO_FIRST_TOKEN = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560,
];
const PER_OUTPUT_TOKEN = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
];
const LATENCY = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];
const ITERATION_TOKENS = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384];

/** 1, 2, 5, 10, 20, 50, … up to the maximum. */
export function oneTwoFive(maximum: number): readonly number[] {
  const bounds: number[] = [];
  for (let decade = 1; ; decade *= 10) {
    for (const mantissa of [1, 2, 5]) {
      if (mantissa * decade > maximum) return bounds;
      bounds.push(mantissa * decade);
    }
  }
}

/** The longer tails came with 0.9; the image of April 2025 ends at 10 s, 2.5 s and 60 s. */
export function engineBuckets(maxModelLen: number, version: VllmVersion): EngineBuckets {
  const upTo = (bounds: readonly number[], last: number): readonly number[] =>
    version.since('0.9.0') ? bounds : bounds.filter((bound) => bound <= last);
  return {
    timeToFirstToken: upTo(TIME_TO_FIRST_TOKEN, 10),
    perOutputToken: upTo(PER_OUTPUT_TOKEN, 2.5),
    latency: upTo(LATENCY, 60),
    tokens: oneTwoFive(maxModelLen),
    iterationTokens: ITERATION_TOKENS,
  };
}
