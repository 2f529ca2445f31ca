import type { VariableName } from '../config/variables.ts';

/** Variables to set, as texts or numbers. */
export type Variables = Readonly<Partial<Record<VariableName, string | number>>>;

/** A step of the runbook in a notebook's session. */
export interface NotebookStep {
  readonly id: string;
  readonly title: string;
  /** Print the exact commands without executing them. */
  commands(): Promise<void>;
  /** Run the step; skip it when it is done. @throws RunbookError */
  run(): Promise<void>;
  /** Check the step's conditions. @throws RunbookError NOT_DONE */
  check(): Promise<void>;
  /** Undo the step. @throws RunbookError */
  undo(): Promise<void>;
}
