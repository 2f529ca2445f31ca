import type { LogEntry, StepPlace } from '../entry.ts';
import { type Folded, fold, UNFOLDED } from './fold.ts';

/** An entry of the log, with the parallel step that logs it and the time (ms of the target's clock). */
export interface Said {
  readonly entry: LogEntry;
  readonly by: string;
  readonly at: number;
}

type Waiting = Extract<LogEntry, { kind: 'waiting' }>;

/** A running step, or a parallel part of one. */
export interface Running {
  readonly id: string;
  readonly title: string;
  readonly place: StepPlace | undefined;
  readonly since: number;
  readonly wait?: Waiting & { readonly since: number };
  /** The cause of the wait, when one is known. */
  readonly why?: string;
  readonly folded: Folded;
  /** Checks that are as they should be. */
  readonly good: number;
}

/** What a run has said so far, as far as somebody who watches it needs it. */
export interface View {
  readonly running: ReadonlyMap<string, Running>;
  readonly ended: number;
  readonly cost?: Extract<LogEntry, { kind: 'cost' }> & { readonly at: number };
}

export const NEW: View = { running: new Map(), ended: 0 };

type After = Partial<{
  readonly [K in LogEntry['kind']]: (running: Running, entry: Extract<LogEntry, { kind: K }>, at: number) => Running;
}>;

const AFTER: After = {
  waiting: ({ why, ...running }, entry, at) => ({
    ...running,
    ...(why !== undefined && running.wait?.what === entry.what && { why }),
    wait: { ...entry, since: at - entry.elapsed },
  }),
  met: ({ wait: _, why: __, ...running }) => ({ ...running, folded: UNFOLDED }),
  command: (running) => ({ ...running, folded: UNFOLDED }),
  cause: (running, { sentence }) => ({ ...running, why: sentence }),
  'cause-over': ({ why, ...running }, { sentence }) => ({
    ...running,
    ...(why !== undefined && why !== sentence && { why }),
  }),
  answer: (running, { verdict }) => ({ ...running, good: running.good + (verdict === 'yes' ? 1 : 0) }),
  'log-line': (running, { text }, at) => ({ ...running, folded: fold(running.folded, text, at).folded }),
};

/** The view after one more entry. */
export function after(view: View, { entry, by, at }: Said): View {
  if (entry.kind === 'cost') return { ...view, cost: { ...entry, at } };
  const running = new Map(view.running);
  if (entry.kind === 'step') {
    running.set(by, begun(entry.id, at, entry));
    return { ...view, running };
  }
  if (entry.kind === 'step-done') {
    // Its parallel parts end with it.
    for (const [key, one] of running) if (key === by || (by === '' && one.place === undefined)) running.delete(key);
    return { ...view, running, ended: view.ended + 1 };
  }
  const change = AFTER[entry.kind] as ((running: Running, entry: LogEntry, at: number) => Running) | undefined;
  const last = running.get(by) ?? (entry.kind === 'waiting' ? begun(by, at) : undefined);
  // A wait outside of a step leaves nothing behind.
  if (entry.kind === 'met' && last?.title === '') running.delete(by);
  else if (last) running.set(by, change?.(last, entry, at) ?? last);
  return { ...view, running };
}

function begun(id: string, since: number, more?: { readonly title: string; readonly place?: StepPlace }): Running {
  const { title = '', place } = more ?? {};
  return { id, title, place, since, folded: UNFOLDED, good: 0 };
}
