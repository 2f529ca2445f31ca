import type { LogEntry } from '../log/entry.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { isDone } from './examine.ts';
import { neededSteps } from './needs.ts';
import { asRunbookError } from './outcome.ts';
import { withSession } from './run.ts';
import type { Runbook } from './runbook.ts';

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

export interface StatusOptions {
  /** Print one JSON document, and nothing else, on standard output. */
  readonly json: boolean;
  readonly runbook: Runbook;
  /** Ids of steps that are shown but not required. */
  readonly uncounted: readonly string[];
}

/** Show which steps are done and the cost so far. @returns the exit code: 1 when a required step is not done */
export async function status(steps: readonly Step[], { json, runbook, uncounted }: StatusOptions): Promise<number> {
  let all = false;
  const stream = json ? process.stderr : process.stdout;
  const resume = (): string => 'npm run status';
  const options = { environment: process.env, stopTarget: false, resume, stream, runbook };
  const code = await withSession(options, async (session) => {
    const entries: Omit<Extract<LogEntry, { kind: 'status' }>, 'kind'>[] = [];
    for (const step of steps) {
      const missing = neededSteps(step, steps).find(({ id }) => entries.some((one) => one.id === id && !one.done));
      const answer = await answerOf(step, session);
      const detail = `needs ${missing?.id}, which is not done`;
      const entry = { id: step.id, title: step.title, ...(answer.done && missing ? { done: false, detail } : answer) };
      entries.push(entry);
      if (!json) session.log.write({ kind: 'status', ...entry });
    }
    all = entries.every(({ id, done }) => done || uncounted.includes(id));
    const { text, ...figures } = (await runbook.cost?.(session)) ?? {};
    if (json)
      console.log(JSON.stringify({ target: session.target.kind, done: all, steps: entries, cost: figures }, null, 2));
    else if (text) session.log.write({ kind: 'note', text });
  });
  return code === 0 && !all ? 1 : code;
}

/** A check that throws counts as not done. */
async function answerOf(step: Step, session: Session): Promise<{ done: boolean; detail: string }> {
  try {
    return await isDone(step, session);
  } catch (error) {
    session.signal.throwIfAborted();
    return { done: false, detail: asRunbookError(error).message };
  }
}
