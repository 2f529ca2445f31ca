import type { Command } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import type { Condition } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { elapse } from '../wait/elapse.ts';
import type { Action, Actions, Alongside, Already, ShellForm } from './step.ts';

/**
 * Run a command. `already` is the refusal that means "done before".
 * @throws RunbookError COMMAND_FAILED, NOT_OURS
 * @example
 * run(kubectl`create namespace ${namespace}`, { already: { kind: 'alreadyExists' } })
 */
export const run = (command: Command, options: { readonly already?: Already } = {}): Action => ({
  kind: 'run',
  command,
  ...options,
});

/** Run a command. Returns whether it did something: false when the work was done before. */
export function* attempt(command: Command, already: Already): Generator<Action, boolean, unknown> {
  return (yield { kind: 'run', command, already, decides: true }) as boolean;
}

export interface ManifestOptions {
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly namespace?: string;
}

/**
 * Apply a manifest with its parameters.
 * @throws RunbookError TEMPLATE for a parameter that is missing, unused or misplaced
 * @example
 * apply(new URL('manifests/serve.yaml', import.meta.url), { namespace, parameters: { MODEL: config.MODEL } });
 */
export const apply = (manifest: URL, options: ManifestOptions = {}): Action => ({
  kind: 'manifest',
  verb: 'apply',
  manifest,
  parameters: {},
  ...options,
});

/**
 * Delete the existing objects of a manifest.
 * @example
 * undo: { inside: () => [remove(new URL('manifests/serve.yaml', import.meta.url))] },
 */
export const remove = (manifest: URL, options: ManifestOptions = {}): Action =>
  ({
    ...apply(manifest, options),
    verb: 'delete',
  }) as Action;

/**
 * Wait for a condition, and return its value.
 * @throws RunbookError WAIT_TIMEOUT, WAIT_FAILED, NOT_DONE
 * @example
 * const address = yield* until(serviceAddress({ name, namespace, port: 8000 }));
 */
export function* until<T>(condition: Condition<T>, options: Alongside = {}): Generator<Action, T, unknown> {
  return (yield { kind: 'until', condition, ...options }) as T;
}

/** Check once whether a condition is met; a dry run uses the placeholder. */
export function* isSo(condition: Condition, placeholder = false): Generator<Action, boolean, unknown> {
  return (yield {
    kind: 'do',
    what: `check whether ${condition.what}`,
    placeholder,
    ...(condition.shell && { shell: { kind: 'decide', words: condition.shell.words, yes: true, no: false } }),
    perform: async (session) => (await condition.look(session, session.signal)).state === 'met',
  }) as boolean;
}

/**
 * Perform several lists of actions at the same time. Throws the first error once all lists have ended.
 * @param branches the lists by the name of their step
 */
export const together = (branches: Readonly<Record<string, Actions>>): Action => ({ kind: 'together', branches });

/**
 * Call a function, and return its value; a dry run prints `what` and uses the placeholder.
 * @param shell the same as commands of a bash script
 * @example
 * const answer = yield* perform('ask the model', '', (session) => ask(address, session.signal));
 */
export function* perform<T>(
  what: string,
  placeholder: T,
  act: (session: Session) => Promise<T>,
  shell?: ShellForm,
): Generator<Action, T, unknown> {
  return (yield { kind: 'do', what, placeholder, perform: act, ...(shell && { shell }) }) as T;
}

/**
 * Let the target's time pass.
 * @example
 * yield* pause('3m', 'so that the chart shows where it settles');
 */
export function* pause(text: string, why: string): Generator<Action, void, unknown> {
  yield* perform(`wait ${text}, ${why}`, undefined, (session) =>
    elapse(duration(text), `${text} has passed, ${why}`, session),
  );
}
