import { TROUBLES, type Trouble } from './troubles.ts';

/** One trouble of the model server and one on the way of the metric, always the same for a seed. */
export function chosen(seed: number): readonly Trouble[] {
  const random = randomOf(seed);
  return (['server', 'metric'] as const).map((place) => {
    const all = TROUBLES.filter((one) => one.place === place);
    return all[Math.floor(random() * all.length)]!;
  });
}

/** Mulberry32: even enough for a choice, and short. Numbers from 0 to below 1. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
