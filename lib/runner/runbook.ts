import type { Config, OwnVariables, VariableName } from '../config/index.ts';
import type { Cause } from '../diagnosis/index.ts';
import type { Remedies } from '../log/advising.ts';
import type { StepPlace, Summary } from '../log/entry.ts';
import type { ScriptTexts } from '../script/script.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import type { Target } from '../target/target.ts';
import type { Confirmation } from './confirm.ts';
import type { Ending } from './limited.ts';
import type { ListBilled } from './meter.ts';
import type { LoadStillBilled } from './run.ts';
import type { Cost, Link } from './status.ts';
import type { Ended } from './summary.ts';

/** Expected times of steps, by id. A step that is missing takes seconds. */
export type Expected = Readonly<Record<string, StepPlace['expected']>>;

/**
 * The steps of a runbook and their surroundings. A module that exports these names is a runbook.
 * @example
 * export const steps = [serve, ask];
 * export const variables = defineVariables({ PROMPT: { … } });
 */
export interface Runbook {
  readonly steps: readonly Step[];
  /** The command that runs all steps: `npm start --`. */
  readonly command?: string;
  /** The steps of `--fast`, where independent ones overlap. */
  readonly fastSteps?: readonly Step[];
  /** The cost so far. */
  readonly cost?: (session: Session) => Promise<Cost>;
  /** Where to look at what exists: the endpoint, and pages of the console. */
  readonly links?: (session: Session) => Promise<readonly Link[]>;
  /** The resources that are billed by the hour now; a run of several steps adds up what they cost. */
  readonly billed?: ListBilled;
  /** The time that each step is expected to take: ms of the target's time, by its id. */
  readonly expected?: (config: Config, order: 'tutorial' | 'fast') => Promise<Expected>;
  /** The end of a run of several steps: what happened, what exists now, and what to do next. */
  readonly summary?: (session: Session, run: Ended) => Promise<Summary>;
  /** Describes resources that are still billed after a failure. */
  readonly stillBilled?: LoadStillBilled;
  /** What happens at the limit of a run (--max-hours, --budget). */
  readonly ending?: Ending;
  /** The question before billed resources are created or anything is deleted. */
  readonly confirmation?: Confirmation;
  /** Overrides of the defaults of the tutorial's variables. */
  readonly defaults?: Readonly<Partial<Record<VariableName, string>>>;
  /** Additional variables. */
  readonly variables?: OwnVariables;
  /** Wraps the target of a run, for example to record what passes through it. */
  readonly around?: (target: Target, run: Pick<Session, 'config' | 'report'>) => Target;
  /** The comment and the last words of `--dry-run --script`. @param symbolic the configuration with bash variables */
  readonly scriptTexts?: (config: Config, symbolic: Config) => ScriptTexts;
  /** Additional causes, which precede the general ones. */
  readonly causes?: readonly Cause[];
  /** Remedies for known causes that name steps of this runbook. */
  readonly remedies?: Remedies;
}

/** Loads the runbook when a step runs, so that importing a step stays cheap. */
export type LoadRunbook = () => Promise<Runbook>;
