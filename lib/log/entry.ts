import type { RunbookError } from '../errors/runbook-error.ts';

/** The place of a step in its run, and the time that it is expected to take (ms of the target's time). */
export interface StepPlace {
  readonly number: number;
  readonly of: number;
  readonly expected?: { readonly low: number; readonly high: number } | undefined;
}

/** The end of a run: facts with a label, then what to do next, each with the commands to type. */
export interface Summary {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly next: readonly { readonly what: string; readonly commands: readonly string[] }[];
}

/** Everything that a run logs, as data. Times are ms of the target's clock. */
export type LogEntry =
  | { readonly kind: 'target'; readonly description: string; readonly variables: string }
  | { readonly kind: 'step'; readonly id: string; readonly title: string; readonly place?: StepPlace }
  | {
      readonly kind: 'step-done';
      readonly id: string;
      readonly status: 'done' | 'already';
      /** The step deleted what the other steps had made. */
      readonly deletes?: boolean;
      readonly elapsed: number;
      readonly wall: number;
    }
  | { readonly kind: 'command'; readonly line: string }
  /** `whole`: the text is a result, not a receipt. */
  | { readonly kind: 'output'; readonly text: string; readonly whole?: boolean }
  | { readonly kind: 'log-line'; readonly text: string }
  | {
      readonly kind: 'waiting';
      readonly what: string;
      readonly progress: string;
      readonly elapsed: number;
      readonly timeout: number;
    }
  /** A wait has ended. `instead`: what is so, where `what` is not. */
  | { readonly kind: 'met'; readonly what: string; readonly instead?: string; readonly elapsed: number }
  | { readonly kind: 'checked'; readonly what: string; readonly good: boolean; readonly detail: string }
  | ({ readonly kind: 'answer' } & import('../checks/question.ts').Answered)
  | { readonly kind: 'cause'; readonly code: string; readonly sentence: string; readonly remedy: string }
  /** A cause that was logged no longer holds the wait up. */
  | { readonly kind: 'cause-over'; readonly code: string; readonly sentence: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | {
      readonly kind: 'status';
      readonly id: string;
      readonly title: string;
      readonly state: import('../runner/standing.ts').Standing;
      readonly detail: string;
    }
  | { readonly kind: 'chart'; readonly chart: import('../chart/chart.ts').Chart }
  /** What the run has cost until now, in US dollars; only a live region shows it. */
  | { readonly kind: 'cost'; readonly spent: number; readonly perHour: number; readonly simulated: boolean }
  | ({ readonly kind: 'summary' } & Summary)
  | { readonly kind: 'error'; readonly error: RunbookError };

/** A destination of log entries. */
export interface Log {
  /** @param by the step that logs the entry, when several steps run at the same time */
  write(entry: LogEntry, by?: string): void;
}

/** The same log, with every entry marked as one step's. */
export function spokenBy(step: string, log: Log): Log {
  return { write: (entry) => log.write(entry, step) };
}
