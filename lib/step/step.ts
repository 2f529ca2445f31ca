import type { Command, Words } from '../command/command.ts';
import type { RefusalKind } from '../command/refusal.ts';
import type { Config } from '../config/config.ts';
import type { Session } from '../session/session.ts';
import type { Condition } from '../wait/condition.ts';

/** One action of a step, as data; `runner/perform.ts` performs it. */
export type Action =
  /** Run a command and show its output. */
  | {
      readonly kind: 'run';
      readonly command: Command;
      /** The refusal that means "done before": `{ kind: 'alreadyExists', ours: … }`. */
      readonly already?: Already;
      /** Later actions depend on whether the command did something. */
      readonly decides?: boolean;
    }
  /** Independent actions at the same time; the log prefixes each line with the branch's name. */
  | { readonly kind: 'together'; readonly branches: Readonly<Record<string, Actions>> }
  /** Apply a manifest with parameters, or delete its objects. */
  | {
      readonly kind: 'manifest';
      readonly verb: 'apply' | 'delete';
      readonly manifest: URL;
      readonly parameters: Readonly<Record<string, string | number | boolean>>;
      readonly namespace?: string;
    }
  /** Wait for a condition, and show the output of a command meanwhile. */
  | ({ readonly kind: 'until'; readonly condition: Condition } & Alongside)
  /** Call a function: compute a value, show a chart, start the load. */
  | {
      readonly kind: 'do';
      readonly what: string;
      readonly placeholder: unknown;
      readonly shell?: ShellForm;
      perform(session: Session): Promise<unknown>;
    };

/** A function of a step in a bash script (`--dry-run --script`). Without one, the script has a comment in its place. */
export type ShellForm =
  /** Commands. */
  | { readonly kind: 'run'; readonly commands: readonly Words[] }
  /** A command that prints the action's value, and the variable that keeps it. */
  | { readonly kind: 'value'; readonly variable: string; readonly words: Words }
  /** A command that decides between two values by its exit code. */
  | { readonly kind: 'decide'; readonly words: Words; readonly yes: unknown; readonly no: unknown };

/** A command whose lines are shown during a wait, and recorded as the report's fact of this name. */
export interface Alongside {
  readonly alongside?: Command;
  readonly fact?: string;
}

export interface Already {
  readonly kind: Extract<RefusalKind, 'alreadyExists' | 'notFound'>;
  /** The existing object must be ours; not met when somebody else created it. */
  readonly ours?: Condition;
  /** The existing object, as the beginning of a sentence: `Bucket gs://models`. */
  readonly what?: string;
}

/**
 * Actions in order: a list, or a generator where an action needs the result of another.
 * @example
 * function* serve({ config }: StepContext): Actions {
 *   yield apply(MANIFEST, { namespace: config.NAMESPACE });
 * }
 */
export type Actions = Iterable<Action> | Generator<Action, void, unknown>;

/**
 * The input of a step's functions: only the configuration.
 * @example
 * const deployment = ({ config }: StepContext) => ({ resource: 'deployment', name: 'vllm', namespace: config.NAMESPACE });
 */
export interface StepContext {
  readonly config: Config;
  /** false: the cluster's API does not answer, so an undo skips everything inside the cluster. */
  readonly answers?: boolean;
}

/** The undo of a step, by place; performed in this order. */
export interface Undo {
  /** On this computer. */
  here?(context: StepContext): Actions;
  /** IAM bindings, whose owner an object inside the cluster records. */
  grants?(context: StepContext): Actions;
  /** Objects inside the cluster; deleting the cluster deletes them too. */
  inside?(context: StepContext): Actions;
  /** Resources of the project: the cluster itself, node pools, buckets. */
  outside?(context: StepContext): Actions;
}

const PLACES = ['here', 'grants', 'inside', 'outside'] as const satisfies readonly (keyof Undo)[];

/** A heading of the tutorial, in one language or in two. */
export type Section = string | { readonly en: string; readonly zh: string };

/** `Create a GKE cluster (创建 GKE 集群)`. */
export const headingOf = (section: Section): string =>
  typeof section === 'string' ? section : `${section.en} (${section.zh})`;

/**
 * One section of the tutorial, as data; {@link step} creates one.
 * @example
 * export const steps: readonly Step[] = [serve, ask];
 */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** The heading in the tutorial. */
  readonly section: Section;
  /** Ids of the needed steps. */
  readonly needs: readonly string[];
  actions(context: StepContext): Actions;
  /** The step is done when all are met. Used by `--status`, by a second run and by graders. */
  done(context: StepContext): readonly Condition[];
  /** The undo of the step, if it has one. */
  readonly undo?: Undo;
  /** No other step runs at the same time: earlier steps have ended, later steps wait. */
  readonly alone?: boolean;
  /** The step creates billed resources, or deletes: the run asks for confirmation. */
  readonly weight?: 'creates' | 'deletes';
  /** The step only looks. It is never skipped: a second run looks again. */
  readonly readOnly?: boolean;
  /** The step is never skipped, although it changes something. A `readOnly` step needs no mark. */
  readonly repeats?: boolean;
  /** The step asks the deployment for an answer: while its conditions are met, the deployment serves. */
  readonly serves?: boolean;
  /** The result ends by itself, as a load does: its absence later is no failure. A `readOnly` step needs no mark. */
  readonly temporary?: boolean;
  /** Met once a temporary step has run. Without them, a later step that stands shows it. */
  ran?(context: StepContext): readonly Condition[];
  /** Steps whose background work this step needs; restarted when that work ends. */
  readonly during?: readonly Step[];
  /** Steps of `during` that are undone when this step is done. */
  readonly ends?: readonly Step[];
  /** The step's background work outlives a script, or a run that ends with this step. */
  readonly outlives?: boolean;
}

/**
 * Describe a step.
 * @example
 * export const serve = step({
 *   id: '01-serve', title: 'Serve the model', section: 'Serving',
 *   actions: ({ config }) => [apply(MANIFEST, { namespace: config.NAMESPACE })],
 *   done: ({ config }) => [exists({ resource: 'deployment', name: 'vllm', namespace: config.NAMESPACE })],
 * });
 */
export function step(definition: Partial<Pick<Step, 'needs'>> & Omit<Step, 'needs'>): Step {
  return { needs: [], ...definition };
}

/** All undo actions of a step. */
export function* undoOf({ undo = {} }: Pick<Step, 'undo'>, context: StepContext): Actions & Generator {
  for (const place of PLACES) yield* undo[place]?.(context) ?? [];
}

/** All actions of a run of a step: its own, then the undo of the steps that it ends. */
export function* actionsOf(
  { actions, ends = [] }: Pick<Step, 'actions' | 'ends'>,
  context: StepContext,
): Actions & Generator {
  yield* actions(context);
  for (const one of ends) yield* undoOf(one, context);
}
