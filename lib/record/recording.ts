import type { StepReport } from '../log/report.ts';
import type { TargetKind } from '../target/target.ts';

/** A run, as one archive holds it. Times are ms of the target's clock since the start of the run. */
export interface Recording {
  readonly header: Header;
  readonly entries: readonly Entry[];
}

export interface Header {
  /** The format of the archive. */
  readonly format: typeof FORMAT;
  readonly target: TargetKind;
  /** The version of this runbook. */
  readonly runbook: string;
  /** ISO 8601, on the target's clock. */
  readonly startedAt: string;
  /** The flags of the run, as of `npm start`. */
  readonly flags: readonly string[];
  /** The secrets that were set, by name. */
  readonly secrets: readonly string[];
  /** The variables of the run, except secrets and values that identify somebody. */
  readonly variables: Readonly<Record<string, string>>;
  readonly steps: readonly StepReport[];
}

export const FORMAT = 1;

interface Timed {
  /** The start. */
  readonly at: number;
  /** The duration. */
  readonly took: number;
}

/** One call and its answer. */
export type Entry =
  | (Timed & {
      readonly kind: 'command';
      readonly line: string;
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
    })
  | (Timed & {
      /** A command that prints until the run stops it. */
      readonly kind: 'watch';
      readonly line: string;
      readonly lines: readonly { readonly at: number; readonly text: string }[];
    })
  | (Timed & {
      readonly kind: 'request';
      /** Method and path. The host is left out, since each target has its own. */
      readonly line: string;
      readonly sent: string;
      /** The HTTP status; 0 without an answer. */
      readonly status: number;
      readonly body: string;
    });
