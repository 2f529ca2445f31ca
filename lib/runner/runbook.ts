import type { OwnVariables, VariableName } from '../config/index.ts';
import type { Cause } from '../diagnosis/index.ts';
import type { Remedies } from '../log/advising.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import type { Confirmation } from './confirm.ts';
import type { LoadStillBilled } from './run.ts';
import type { Cost } from './status.ts';

/**
 * All steps of a runbook, and what is told around a run of them. The module that lists the steps is one.
 * @example
 * export const steps = [serve, ask];
 * export const variables = defineVariables({ PROMPT: { … } });
 */
export interface Runbook {
  readonly steps: readonly Step[];
  /** What `--fast` runs in their place: what is independent overlaps. */
  readonly fastSteps?: readonly Step[];
  /** What has been spent so far. */
  readonly cost?: (session: Session) => Promise<Cost>;
  /** What goes on being billed after a failure. */
  readonly stillBilled?: LoadStillBilled;
  /** What a person is asked before something is created or deleted. */
  readonly confirmation?: Confirmation;
  /** Other defaults of the tutorial's variables. */
  readonly defaults?: Readonly<Partial<Record<VariableName, string>>>;
  /** Variables that it has beside the tutorial's. */
  readonly variables?: OwnVariables;
  /** Causes that it knows beside the general ones, and before them. */
  readonly causes?: readonly Cause[];
  /** Where a step of this runbook fixes a known cause. */
  readonly remedies?: Remedies;
}

/** Loaded when a step runs, so that importing one stays cheap. */
export type LoadRunbook = () => Promise<Runbook>;
