import type { VariableName } from '../config/variables.ts';

/** Variables to set, as text or numbers. */
export type Variables = Readonly<Partial<Record<VariableName, string | number>>>;

/** A step of the runbook, bound to the notebook's session. */
export interface NotebookStep {
  readonly id: string;
  readonly title: string;
  /** Show the exact commands, and execute none. */
  commands(): Promise<void>;
  /** Do it; what is done already is left alone. @throws RunbookError */
  run(): Promise<void>;
  /** Show what you have, from the step's own conditions. @throws RunbookError NOT_DONE */
  check(): Promise<void>;
  /** Take it back. @throws RunbookError */
  undo(): Promise<void>;
}
