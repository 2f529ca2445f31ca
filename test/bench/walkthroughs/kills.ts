import { Random } from '../../../sandbox/core/random.ts';
import { type Laptop, laptop } from '../../e2e/laptop.ts';
import { differences, type EndState, endState } from './end-state.ts';
import type { Outcome } from './outcome.ts';

const RUN = 'runbook/index.ts';
const SEED = 1;

/** What a run that nobody disturbs comes to, and how long it takes. */
interface Undisturbed {
  readonly made: EndState;
  readonly cleanedUp: EndState;
  /** With the cleanup (ms). */
  readonly took: number;
}

/**
 * Each is killed at a random moment of its own part of the run, and run again: what it has made must be what an
 * undisturbed run makes, and so must be what its cleanup leaves.
 */
export async function kills(count: number): Promise<(number: number) => Promise<Outcome>> {
  const undisturbed = await measure();
  const random = Random.of(SEED, 'kills');
  const shares = Array.from({ length: count }, (_, part) => (part + random.next()) / count);
  return (number) => killedAt(shares[number]!, undisturbed);
}

async function measure(): Promise<Undisturbed> {
  const place = await laptop();
  try {
    const started = performance.now();
    await mustEnd(place, ['--keep']);
    const looking = performance.now();
    const made = await endState(place);
    const cleaning = performance.now();
    await mustEnd(place, ['--only', '99']);
    const took = looking - started + (performance.now() - cleaning);
    return { made, cleanedUp: await endState(place), took };
  } finally {
    await place.clear();
  }
}

/** @param share of the whole run, 0 to 1. One that has ended by then ran faster: it is tried earlier. */
async function killedAt(share: number, { made, cleanedUp, took }: Undisturbed): Promise<Outcome> {
  for (let length = took; ; length *= 0.9) {
    const place = await laptop();
    try {
      const where = await killed(place, share * length);
      if (where === undefined) continue;
      // What the cleanup has begun is not made again: it is cleaned up.
      const differs = where === '99-cleanup' ? [] : await endsAs(made, ['--keep'], place);
      const wrong = [...differs, ...(await endsAs(cleanedUp, ['--only', '99'], place))];
      const detail = `killed after ${((share * length) / 1000).toFixed(1)} s in ${where}`;
      return { good: wrong.length === 0, detail: [detail, ...wrong].join('\n  ') };
    } finally {
      await place.clear();
    }
  }
}

/** Run it. @returns how what is there then differs from what should be. */
async function endsAs(expected: EndState, args: readonly string[], place: Laptop): Promise<readonly string[]> {
  const failed = await mustEnd(place, args).then(
    () => [],
    (error: Error) => [error.message],
  );
  return [...failed, ...differences(expected, await endState(place))];
}

/** @returns the step that it was in; undefined when it had ended before. */
async function killed(place: Laptop, after: number): Promise<string | undefined> {
  const running = place.start(RUN);
  const timer = setTimeout(() => running.child.kill('SIGKILL'), after);
  const { code, output } = await running.ended;
  clearTimeout(timer);
  if (code !== null) return undefined;
  return output.match(/^\d\d-[a-z-]+(?= {2})/gm)?.at(-1) ?? 'the start';
}

async function mustEnd(place: Laptop, args: readonly string[]): Promise<void> {
  const { code, output } = await place.run(RUN, args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with exit code ${code}\n${output.slice(-1500)}`);
}
