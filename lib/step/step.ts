import type { Command } from '../command/command.ts';
import type { RefusalKind } from '../command/refusal.ts';
import type { Config } from '../config/config.ts';
import type { Session } from '../session/session.ts';
import type { Condition } from '../wait/condition.ts';

/** One thing that a step does, as data; `runner/perform.ts` acts on it. */
export type Action =
  /** Run a command and show what it prints. */
  | {
      readonly kind: 'run';
      readonly command: Command;
      /** An answer that means the work was done before: `{ kind: 'alreadyExists', ours: … }`. */
      readonly already?: Already;
    }
  /** Actions that have nothing to do with each other, at the same time; each line says by its name whose it is. */
  | { readonly kind: 'together'; readonly branches: Readonly<Record<string, Actions>> }
  /** Set parameters in a manifest and apply it, or delete what it describes. */
  | {
      readonly kind: 'manifest';
      readonly verb: 'apply' | 'delete';
      readonly manifest: URL;
      readonly parameters: Readonly<Record<string, string | number | boolean>>;
      readonly namespace?: string;
    }
  /** Wait for a condition, with a command's output shown meanwhile. */
  | ({ readonly kind: 'until'; readonly condition: Condition } & Alongside)
  /** Something that no command does: answer a value, show a chart, start the load. */
  | {
      readonly kind: 'do';
      readonly what: string;
      readonly placeholder: unknown;
      perform(session: Session): Promise<unknown>;
    };

/** A command whose lines are shown while a wait goes on, and recorded as a fact of the report when it is named. */
export interface Alongside {
  readonly alongside?: Command;
  readonly fact?: string;
}

export interface Already {
  readonly kind: Extract<RefusalKind, 'alreadyExists' | 'notFound'>;
  /** What exists must be ours: not met means that somebody else made it. */
  readonly ours?: Condition;
  /** What exists, as the beginning of a sentence: `Bucket gs://models`. */
  readonly what?: string;
}

/**
 * Actions in order: a list, or a generator where one needs the answer of another.
 * @example
 * function* serve({ config }: StepContext): Actions {
 *   yield apply(MANIFEST, { namespace: config.NAMESPACE });
 * }
 */
export type Actions = Iterable<Action> | Generator<Action, void, unknown>;

/**
 * What the descriptions of a step may depend on: nothing but the configuration.
 * @example
 * const deployment = ({ config }: StepContext) => ({ resource: 'deployment', name: 'vllm', namespace: config.NAMESPACE });
 */
export interface StepContext {
  readonly config: Config;
  /** false: the cluster's own API does not answer, so what an undo would ask or change inside it is left out. */
  readonly answers?: boolean;
}

/** What takes a step back, by where it acts; done in this order. */
export interface Undo {
  /** On this computer. */
  here?(context: StepContext): Actions;
  /** IAM bindings, of which an object inside the cluster tells whose they are. */
  grants?(context: StepContext): Actions;
  /** Objects inside the cluster: they go with a cluster that is deleted as a whole. */
  inside?(context: StepContext): Actions;
  /** Resources of the project: the cluster itself, node pools, buckets. */
  outside?(context: StepContext): Actions;
}

const PLACES = ['here', 'grants', 'inside', 'outside'] as const satisfies readonly (keyof Undo)[];

/**
 * One section of the tutorial, as data; {@link step} makes one.
 * @example
 * export const steps: readonly Step[] = [serve, ask];
 */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** The tutorial's own heading. */
  readonly section: string;
  /** Ids of the steps that must be done before. */
  readonly needs: readonly string[];
  actions(context: StepContext): Actions;
  /** All met: the step is done. Asked by `--status`, by a second run, and by whoever grades. */
  done(context: StepContext): readonly Condition[];
  /** What takes the step back, if anything is to be taken back. */
  readonly undo?: Undo;
  /** Nothing runs beside it: what comes before it in the list has ended, and what comes after it waits for it. */
  readonly alone?: boolean;
  /** It creates what is billed by the hour, or deletes: a person is asked before. */
  readonly weight?: 'creates' | 'deletes';
  /** It only looks: it changes nothing, and a second run looks again. */
  readonly readOnly?: boolean;
  /** Steps whose work goes on behind this one: looked after while it runs, and begun again where it has ended. */
  readonly during?: readonly Step[];
  /** Those of them that are taken back when this one is done. */
  readonly ends?: readonly Step[];
  /** What it starts goes on after a script, or after a run of which it is the last step. */
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

/** All that takes a step back. */
export function* undoOf({ undo = {} }: Pick<Step, 'undo'>, context: StepContext): Actions & Generator {
  for (const place of PLACES) yield* undo[place]?.(context) ?? [];
}

/** All that a run of a step does: its actions, then the end of what ends with it. */
export function* actionsOf(
  { actions, ends = [] }: Pick<Step, 'actions' | 'ends'>,
  context: StepContext,
): Actions & Generator {
  yield* actions(context);
  for (const one of ends) yield* undoOf(one, context);
}
