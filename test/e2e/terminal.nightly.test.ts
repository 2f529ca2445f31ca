import { afterAll, beforeAll, expect, it } from 'vitest';
import { isCleanedUp, recommended, type Typed } from './interrupt.ts';
import { type Laptop, laptop, processesWith } from './laptop.ts';
import { CTRL_C, onTerminal, type Terminal } from './terminal.ts';

/** Phases of a run, in their order, and what a terminal shows in them. */
const PHASES: readonly (readonly [phase: string, shows: RegExp])[] = [
  ['gcloud creates the cluster', /\$ gcloud container clusters create /],
  ['kubectl watches the pod', /06-model-server \d[\s\S]*waiting until pod of /],
  ['the model loads, with bars', /06-model-server \d[\s\S]*weights +█/],
  ['a load runs in the background', /11-metrics \d[\s\S]*waiting until /],
  ['the autoscaler is watched under the load', /13-scale-out \d[\s\S]*waiting until /],
  ['the cleanup deletes the cluster', /99-cleanup \d[\s\S]*cluster vllm-tpu is deleted/],
];
const WIDTHS = { narrow: 100, wide: 140 } as const;
/** The rule above the live region. */
const RULE = /^─{20,}$/m;
/** A Ctrl-C counts as another one after this time (real ms): lib/runner/interruption.ts. */
const APART = 600;

let place: Laptop;
let next: Typed | undefined = { args: [], variables: {} };
beforeAll(async () => {
  place = await laptop({ EXPOSE: 'port-forward' });
});
afterAll(() => place.clear());

/** The run that goes on, in this phase, on a terminal that was made wider meanwhile. */
async function inPhase(shows: RegExp): Promise<Terminal> {
  const run = onTerminal(place, 'runbook/index.ts', { ...next!, columns: WIDTHS.narrow });
  await run.says(shows);
  await run.widen(WIDTHS.wide);
  await run.says(new RegExp(`^─{${WIDTHS.wide - 1}}$`, 'm'));
  return run;
}

/** What holds after any Ctrl-C: the exit code, no live region, a command that continues. */
async function mustHaveEnded(run: Terminal): Promise<void> {
  expect([await run.ended, run.output().slice(-2000)]).toEqual([
    130,
    expect.stringContaining('✗ Interrupted [ABORTED]'),
  ]);
  expect(run.grid.text).not.toMatch(RULE);
  next = recommended(run.output());
  expect(next?.args.join(' '), run.output().slice(-2000)).toMatch(/^--(?:from|only) \d\d-/);
}

/** The processes of the run that are left. The sandbox may stand: a second Ctrl-C leaves no time to stop it. */
const left = async (): Promise<readonly string[]> =>
  (await processesWith(place.folder)).filter((process) => !/\/sandbox\/\S*main\.js/.test(process));

it.each(PHASES)('one or two Ctrl-C while %s end the run, and leave no process of it', async (_, shows) => {
  const run = await inPhase(shows);
  run.type(CTRL_C);
  await mustHaveEnded(run);
  expect(await left()).toEqual([]);

  const again = await inPhase(shows);
  again.type(CTRL_C);
  await new Promise((resolve) => setTimeout(resolve, APART));
  again.type(CTRL_C);
  await mustHaveEnded(again);
  await expect.poll(left).toEqual([]);
});

it('the next run ends well, and leaves nothing', async () => {
  const { args, variables } = next!;
  const last = await place.run('runbook/index.ts', args, variables);
  expect(last, last.output).toMatchObject({ code: 0 });
  expect(isCleanedUp(last)).toBe(true);
});
