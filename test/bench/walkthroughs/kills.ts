import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReportData } from '../../../lib/log/report.ts';
import { Random } from '../../../sandbox/core/random.ts';
import { type Laptop, laptop } from '../../e2e/laptop.ts';
import { differences, type EndState, endState } from './end-state.ts';
import { type Moment, moments, type Span } from './moment.ts';
import type { Outcome } from './outcome.ts';

const RUN = 'runbook/index.ts';
const SEED = 1;
const CLEANUP = '99-cleanup';
const START = 'the start';

/** What a run that nobody disturbs comes to, and where its time goes. */
interface Undisturbed {
  readonly made: EndState;
  readonly cleanedUp: EndState;
  readonly spans: readonly Span[];
}

/**
 * Each is killed at a random moment of its own part of the run, and run again: what it has made must be what an
 * undisturbed run makes, and so must be what its cleanup leaves.
 */
export async function kills(count: number): Promise<(number: number) => Promise<Outcome>> {
  const undisturbed = await measure();
  const when = moments(undisturbed.spans, count, Random.of(SEED, 'kills'));
  return (number) => killedAt(when[number]!, undisturbed);
}

async function measure(): Promise<Undisturbed> {
  const place = await laptop();
  try {
    const started = performance.now();
    const making = await spansOf(place, ['--keep']);
    const inSteps = making.reduce((sum, { took }) => sum + took, 0);
    const start = { name: START, took: performance.now() - started - inSteps };
    const made = await endState(place);
    const cleaning = await spansOf(place, ['--only', '99']);
    return { made, cleanedUp: await endState(place), spans: [start, ...making, ...cleaning] };
  } finally {
    await place.clear();
  }
}

async function killedAt({ span, into }: Moment, { made, cleanedUp }: Undisturbed): Promise<Outcome> {
  // One that has ended by then ran faster: it is tried earlier.
  for (let after = into; ; after *= 0.8) {
    const place = await laptop();
    try {
      if (!(await killed(place, span, after))) continue;
      // What the cleanup has begun is not made again: it is cleaned up.
      const differs = span === CLEANUP ? [] : await endsAs(made, ['--keep'], place);
      const wrong = [...differs, ...(await endsAs(cleanedUp, ['--only', '99'], place))];
      const detail = `killed ${(after / 1000).toFixed(1)} s into ${span}`;
      return { good: wrong.length === 0, detail: [detail, ...wrong].join('\n  ') };
    } finally {
      await place.clear();
    }
  }
}

/** @returns false when it had ended before. */
async function killed(place: Laptop, span: string, after: number): Promise<boolean> {
  const { child, ended, says } = place.start(RUN);
  const begun = span === START ? undefined : says(new RegExp(`^${span} {2}`, 'm'));
  const over = ended.then(() => false);
  const due = Promise.resolve(begun).then(async () => {
    await setTimeout(after, undefined, { ref: false });
    return true;
  });
  if (await Promise.race([due.catch(() => false), over])) child.kill('SIGKILL');
  return (await ended).code === null;
}

/** Run it. @returns how what is there then differs from what should be. */
async function endsAs(expected: EndState, args: readonly string[], place: Laptop): Promise<readonly string[]> {
  const failed = await mustEnd(place, args).then(
    () => [],
    (error: Error) => [error.message],
  );
  return [...failed, ...differences(expected, await endState(place))];
}

async function spansOf(place: Laptop, args: readonly string[]): Promise<readonly Span[]> {
  const report = join(place.folder, 'run.json');
  await mustEnd(place, [...args, '--report', report]);
  const { steps } = JSON.parse(await readFile(report, 'utf8')) as ReportData;
  return steps.map(({ id, wallSeconds }) => ({ name: id, took: wallSeconds * 1000 }));
}

async function mustEnd(place: Laptop, args: readonly string[]): Promise<void> {
  const { code, output } = await place.run(RUN, args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with exit code ${code}\n${output.slice(-1500)}`);
}
