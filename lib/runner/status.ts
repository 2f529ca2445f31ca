import type { LogEntry } from '../log/entry.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import type { TargetKind } from '../target/target.ts';
import { findingsOf } from './examine.ts';
import { thisCommand } from './invocation.ts';
import { withSession } from './run.ts';
import type { Runbook } from './runbook.ts';
import { type Judged, type Standing, serves, standings } from './standing.ts';

/** The cost of the existing resources. */
export interface Cost {
  /** US dollars of the existing resources. */
  readonly soFar: number;
  /** US dollars per hour. */
  readonly perHour: number;
  /** False when a price is a substitute. */
  readonly known: boolean;
  /** A sentence for people. */
  readonly text: string;
}

/** A page or an address to look at. */
export interface Link {
  readonly what: string;
  readonly url: string;
}

/** The state of one step. */
export interface StepStatus {
  readonly id: string;
  readonly title: string;
  readonly state: Standing;
  /** All conditions are met. */
  readonly done: boolean;
  /** What the check found. */
  readonly detail: string;
}

/** What `--status --json` prints; later versions only add fields. */
export interface Status {
  readonly target: TargetKind;
  /** The deployment serves, and no step is broken: exit code 0. */
  readonly done: boolean;
  readonly serves: boolean;
  readonly steps: readonly StepStatus[];
  readonly cost: Partial<Omit<Cost, 'text'>>;
  readonly links: readonly Link[];
}

export interface StatusOptions {
  /** Print one JSON document, and nothing else, on standard output. */
  readonly json: boolean;
  readonly runbook: Runbook;
}

/** Show the state of each step and the cost so far. @returns the exit code: 1 unless the deployment serves */
export async function status(steps: readonly Step[], { json, runbook }: StatusOptions): Promise<number> {
  let good = false;
  const stream = json ? process.stderr : process.stdout;
  const options = { environment: process.env, stopTarget: false, resume: () => thisCommand(), stream, runbook };
  const code = await withSession(options, async (session) => {
    const look = await takeStatus(steps, session, runbook);
    good = look.taken.done;
    if (json) return console.log(JSON.stringify(look.taken, null, 2));
    tellTaken(look, session);
  });
  return code === 0 && !good ? 1 : code;
}

/** A look at all steps. */
export interface Taken {
  readonly taken: Status;
  /** The steps for people. */
  readonly lines: readonly StatusEntry[];
  /** The cost so far for people. */
  readonly costs: string | undefined;
}

export type StatusEntry = Extract<LogEntry, { kind: 'status' }>;

/** Look at all steps at the same time. */
export async function takeStatus(
  steps: readonly Step[],
  session: Session,
  runbook: Pick<Runbook, 'cost' | 'links'>,
): Promise<Taken> {
  const [found, costs, links = []] = await Promise.all([
    Promise.all(steps.map(async (step) => [step, await findingsOf(step, session)] as const)),
    runbook.cost?.(session),
    runbook.links?.(session),
  ]);
  const judged = standings(new Map(found));
  const entries = [...judged].map(([{ id, title }, { standing: state, detail }]) => {
    return { id, title, state, done: state === 'done', detail };
  });
  const { text, ...cost } = costs ?? {};
  const serving = serves(judged);
  const done = serving && entries.every(({ state }) => state !== 'broken');
  return {
    taken: { target: session.target.kind, done, serves: serving, steps: entries, cost, links },
    lines: [...judged].map(([step, one]) => lineOf(step, one)),
    costs: text,
  };
}

/** Log what people read. */
export function tellTaken({ lines, costs, taken: { links } }: Taken, { log }: Session): void {
  for (const line of lines) log.write(line);
  if (links.length > 0) log.write({ kind: 'note', text: formatLinks(links).join('\n') });
  if (costs) log.write({ kind: 'note', text: costs });
}

/** A line for each link: what, then the URL. */
export function formatLinks(links: readonly Link[]): readonly string[] {
  const longest = Math.max(...links.map(({ what }) => what.length));
  return links.map(({ what, url }) => `${what.padEnd(longest)}  ${url}`);
}

const WORDS: Partial<Readonly<Record<Standing, string>>> = { done: '', over: 'over', 'not-run': 'not started' };

/** The line of a step; the cleanup always says what it would delete. */
function lineOf({ id, title, weight }: Step, { standing: state, detail, lacks }: Judged): StatusEntry {
  const words = weight === 'deletes' || lacks ? detail : (WORDS[state] ?? detail);
  return { kind: 'status', id, title, state, detail: words };
}
