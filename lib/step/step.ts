import type { Command } from '../command/command.ts';
import type { RefusalKind } from '../command/refusal.ts';
import type { Config } from '../config/config.ts';
import type { Session } from '../session/session.ts';
import type { Condition } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { elapse } from '../wait/elapse.ts';

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
  /** Set parameters in a manifest of `manifests/` and apply it, or delete what it describes. */
  | {
      readonly kind: 'manifest';
      readonly verb: 'apply' | 'delete';
      readonly manifest: string;
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
      /** It asks the cluster's own API. */
      readonly inCluster?: boolean;
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

/** Actions in order; a generator where one needs the answer of another. */
export type Actions = Iterable<Action> | Generator<Action, void, unknown>;

/** What the descriptions of a step may depend on: nothing but the configuration. */
export interface StepContext {
  readonly config: Config;
}

/** One section of the tutorial. */
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
  /** What takes the step back; `hasUndo` says whether there is anything. */
  readonly hasUndo: boolean;
  undo(context: StepContext): Actions;
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

/** Describe a step. */
export function step(
  definition: Partial<Pick<Step, 'needs' | 'undo'>> & Omit<Step, 'needs' | 'undo' | 'hasUndo'>,
): Step {
  return { needs: [], undo: () => [], hasUndo: definition.undo !== undefined, ...definition };
}

/** All that a run of a step does: its actions, then the end of what ends with it. */
export function* actionsOf(
  { actions, ends = [] }: Pick<Step, 'actions' | 'ends'>,
  context: StepContext,
): Actions & Generator {
  yield* actions(context);
  for (const one of ends) yield* one.undo(context);
}

/** Run a command. `already` is how it says that there was nothing to do. */
export const run = (command: Command, options: { readonly already?: Already } = {}): Action => ({
  kind: 'run',
  command,
  ...options,
});

/** Run a command, and go on with whether it did something: false when the work was done before. */
export function* attempt(command: Command, already: Already): Generator<Action, boolean, unknown> {
  return (yield run(command, { already })) as boolean;
}

export interface ManifestOptions {
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly namespace?: string;
}

/** Apply a manifest of `manifests/`, with its parameters filled in. */
export const apply = (manifest: string, options: ManifestOptions = {}): Action => ({
  kind: 'manifest',
  verb: 'apply',
  manifest,
  parameters: {},
  ...options,
});

/** Delete what a manifest describes, as far as it is there. */
export const remove = (manifest: string, options: ManifestOptions = {}): Action =>
  ({
    ...apply(manifest, options),
    verb: 'delete',
  }) as Action;

/** Wait, and go on with the condition's value: `const ip = yield* until(serviceAddress(…))`. */
export function* until<T>(condition: Condition<T>, options: Alongside = {}): Generator<Action, T, unknown> {
  return (yield { kind: 'until', condition, ...options }) as T;
}

/** Ask once whether a condition is met, and go on with the answer; a dry run goes on with the placeholder. */
export function* isSo(condition: Condition, placeholder = false): Generator<Action, boolean, unknown> {
  return (yield {
    kind: 'do',
    what: `see whether ${condition.what}`,
    placeholder,
    inCluster: condition.inCluster === true,
    perform: async (session) => (await condition.look(session, session.signal)).state === 'met',
  }) as boolean;
}

/**
 * Do several lists of actions at the same time, each as far as it can; what one of them throws is thrown when all have ended.
 * @param branches by the name of the step that each belongs to
 */
export const together = (branches: Readonly<Record<string, Actions>>): Action => ({ kind: 'together', branches });

/** Do what no command does, and go on with its value; a dry run goes on with the placeholder. */
export function* perform<T>(
  what: string,
  placeholder: T,
  act: (session: Session) => Promise<T>,
): Generator<Action, T, unknown> {
  return (yield { kind: 'do', what, placeholder, perform: act }) as T;
}

/** Let the target's time pass: `yield* pause('3m', 'so that the chart shows where it settles')`. */
export function* pause(text: string, why: string): Generator<Action, void, unknown> {
  yield* perform(`let ${text} pass, ${why}`, undefined, (session) =>
    elapse(duration(text), `${text} have passed, ${why}`, session),
  );
}
