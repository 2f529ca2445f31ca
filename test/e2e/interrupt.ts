import { type Ended, type Laptop, processesWith } from './laptop.ts';

/** Where a run can be interrupted: in a step, or in a wait of it. */
export interface Moment {
  readonly step: string;
  /** What it waits for; undefined at the step's beginning. */
  readonly wait: string | undefined;
}

/** A walk that was interrupted again and again. */
export interface Interrupted {
  readonly moments: readonly Moment[];
  /** What was wrong after an interruption, in a line each. */
  readonly problems: readonly string[];
  readonly last: Ended;
}

const STEP = /^(\d\d-[\w-]+) {2}\S/;
const WAIT = /^ {2}… (.+?)(?:: .*)? \(\d/;
/** With `--fast` each line says whose it is. */
const SPEAKER = /^(\d\d-[\w-]+) +│ /;
const CLEANUP = '99-cleanup';
const RECOMMENDED = /To continue: (.+)$/m;

/** Whether the run's cleanup has ended with nothing left. */
export function isCleanedUp({ output }: Ended): boolean {
  return /Inventory after the cleanup:\n(?:\S+ +│)? +nothing$/m.test(output);
}

/**
 * Run the runbook, interrupt it at the first moment at which it was not interrupted before, type what it recommends,
 * and so on until one ends: each recommended command has to come past where the one before it was interrupted.
 */
export async function interruptEverywhere(
  place: Laptop,
  args: readonly string[],
  counts: (moment: Moment) => boolean = () => true,
): Promise<Interrupted> {
  const moments = new Map<string, Moment>();
  const problems: string[] = [];
  let next = { args, variables: {} as NodeJS.ProcessEnv };
  for (;;) {
    const { ended, at } = await interruptAtNew(place, next, moments, counts);
    if (!at) return { moments: [...moments.values()], problems, last: ended };
    const where = `${at.step}, ${at.wait ?? 'its beginning'}`;
    if (ended.code === 0) continue;
    if (ended.code !== 130) problems.push(`${where}: exit code ${ended.code}\n${ended.output.slice(-1500)}`);
    const left = await processesWith(place.folder);
    if (left.length > 0) problems.push(`${where}: ${left.join(', ')} goes on`);
    const recommended = RECOMMENDED.exec(ended.output)?.[1];
    if (recommended === undefined) {
      problems.push(`${where}: nothing is recommended`);
      return { moments: [...moments.values()], problems, last: ended };
    }
    next = typed(recommended);
  }
}

async function interruptAtNew(
  place: Laptop,
  { args, variables }: { readonly args: readonly string[]; readonly variables: NodeJS.ProcessEnv },
  seen: Map<string, Moment>,
  counts: (moment: Moment) => boolean,
): Promise<{ readonly ended: Ended; readonly at: Moment | undefined }> {
  const { child, ended } = place.start('runbook/index.ts', args, variables);
  let at: Moment | undefined;
  let step = '';
  let rest = '';
  child.stdout?.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const text = line.replace(SPEAKER, '');
      // The cleanup runs by itself; its lines name the steps that it takes back.
      if (step !== CLEANUP) step = SPEAKER.exec(line)?.[1] ?? STEP.exec(text)?.[1] ?? step;
      const wait = WAIT.exec(text)?.[1];
      const moment = { step, wait };
      const key = `${step} ${wait}`;
      if (at || step === '' || seen.has(key) || !counts(moment)) continue;
      if (wait === undefined && !STEP.test(text)) continue;
      at = moment;
      seen.set(key, moment);
      child.kill('SIGINT');
    }
  });
  return { ended: await ended, at };
}

/** A command line as a person types it: `NAME=value npm start -- --from 06`. */
function typed(line: string): { readonly args: readonly string[]; readonly variables: NodeJS.ProcessEnv } {
  const [, before = '', after] = /^((?:[A-Z_]+=\S+ )*)npm start -- (.+)$/.exec(line) ?? [];
  if (after === undefined) throw new Error(`Not a command that goes on: ${line}`);
  const variables = before
    .trim()
    .split(' ')
    .filter((text) => text !== '')
    .map((text) => text.split('='));
  return { args: after.split(' '), variables: Object.fromEntries(variables) };
}
