/** `npm run test:nightly`: the sweeps that take minutes and find what is rare. */
const THOROUGH = process.env.THOROUGH === '1';

/** How often a sweep repeats: a quarter of it is enough for a change to be judged in minutes. */
export function repeated(times: number): number {
  return THOROUGH ? times : Math.ceil(times / 4);
}
