import { type Ended, type Laptop, processesWith } from './laptop.ts';

/** A moment to interrupt a run: the beginning of a step, or a wait. */
export interface Moment {
  readonly step: string;
  /** The condition of the wait; undefined at the step's beginning. */
  readonly wait: string | undefined;
}

/** A walk with many interruptions. */
export interface Interrupted {
  readonly moments: readonly Moment[];
  /** The problems after interruptions, one a line. */
  readonly problems: readonly string[];
  readonly last: Ended;
}

const STEP = /^(\d\d-[\w-]+) {2}\S/;
const WAIT = /^ {2}… (.+?)(?:: .*)? \(\d/;
/** With `--fast` each line begins with its step. */
const SPEAKER = /^(\d\d-[\w-]+) +│ /;
const CLEANUP = '99-cleanup';
/** The last one: a run may tell of others before. */
const RECOMMENDED = /To continue: (.+)$(?![\s\S]*To continue: )/m;

/** Whether the run's cleanup has ended with nothing left. */
export function isCleanedUp({ output }: Ended): boolean {
  return /Inventory after the cleanup:\n(?:\S+ +│)? +nothing$/m.test(output);
}

/**
 * Runs the runbook, interrupts it at the first new moment, runs the recommended command, and repeats this until a run
 * ends: each recommended command must get past the interruption before it.
 */
export async function interruptEverywhere(
  place: Laptop,
  args: readonly string[],
  counts: (moment: Moment) => boolean = () => true,
): Promise<Interrupted> {
  const moments = new Map<string, Moment>();
  const problems: string[] = [];
  let next: Typed | undefined = { args, variables: {} };
  for (;;) {
    const { ended, at } = await interruptAtNew(place, next, moments, counts);
    if (!at) return { moments: [...moments.values()], problems, last: ended };
    const where = `${at.step}, ${at.wait ?? 'its beginning'}`;
    if (ended.code === 0) continue;
    if (ended.code !== 130) problems.push(`${where}: exit code ${ended.code}\n${ended.output.slice(-1500)}`);
    const left = await processesWith(place.folder);
    if (left.length > 0) problems.push(`${where}: ${left.join(', ')} is still running`);
    next = recommended(ended.output);
    if (next === undefined) {
      problems.push(`${where}: no command is recommended`);
      return { moments: [...moments.values()], problems, last: ended };
    }
  }
}

async function interruptAtNew(
  place: Laptop,
  { args, variables }: Typed,
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
      // No other step runs beside the cleanup, whose lines name the steps that it undoes.
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

/** A command line of `npm start`, taken apart. */
export interface Typed {
  readonly args: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
}

/** The command that an interrupted run recommends, such as `NAME=value npm start -- --from 06`. */
export function recommended(output: string): Typed | undefined {
  const line = RECOMMENDED.exec(output)?.[1]?.trimEnd();
  return line === undefined ? undefined : typed(line);
}

function typed(line: string): Typed {
  const [, before = '', after] = /^((?:[A-Z_]+=\S+ )*)npm start -- (.+)$/.exec(line) ?? [];
  if (after === undefined) throw new Error(`Not a command that continues a run: ${line}`);
  const variables = before
    .trim()
    .split(' ')
    .filter((text) => text !== '')
    .map((text) => text.split('='));
  return { args: after.split(' '), variables: Object.fromEntries(variables) };
}
