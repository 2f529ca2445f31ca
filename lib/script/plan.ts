import type { Command, Words } from '../command/command.ts';
import { shellVariable } from '../command/variable.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Action, Actions, Already } from '../step/step.ts';

type Manifest = Extract<Action, { kind: 'manifest' }>;

/** A command whose work may have been done before. */
export interface Doing {
  readonly kind: 'command';
  readonly command: Command;
  readonly already?: Already;
}

/** A part of a script. */
export type Part =
  | Doing
  | { readonly kind: 'words'; readonly words: Words }
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'wait'; readonly seconds: number; readonly what: string; readonly words: Words }
  | { readonly kind: 'set'; readonly variable: string; readonly words: Words }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'if'; readonly test: Words | Doing; readonly yes: readonly Part[]; readonly no: readonly Part[] };

/** An action whose result later actions depend on, with the two results. */
interface Decision {
  readonly test: Words | Doing;
  readonly results: readonly [yes: unknown, no: unknown];
}

/**
 * The actions as parts of a script. Where an action decides how a generator goes on, the generator runs again for each
 * result; equal ends of both ways are one part after the `if`.
 * @param actions makes the actions anew
 * @throws RunbookError USAGE for a wait without a shell form
 */
export function planOf(actions: () => Actions, answers: readonly boolean[] = []): readonly Part[] {
  const { parts, decision } = follow(actions(), answers);
  if (!decision) return parts;
  const yes = planOf(actions, [...answers, true]);
  const no = planOf(actions, [...answers, false]);
  const same = sameEnd(yes, no);
  const choice = chosen(decision.test, yes.slice(0, yes.length - same), no.slice(0, no.length - same));
  return [...parts, ...choice, ...yes.slice(yes.length - same)];
}

function chosen(test: Words | Doing, yes: readonly Part[], no: readonly Part[]): readonly Part[] {
  if (yes.length + no.length > 0) return [{ kind: 'if', test, yes, no }];
  return 'kind' in test ? [test] : [];
}

function sameEnd(a: readonly Part[], b: readonly Part[]): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && textOf(a.at(-1 - length)!) === textOf(b.at(-1 - length)!)) length++;
  return length;
}

const texts = new WeakMap<Part, string>();

/** Functions, such as the one that reveals a secret, are new in every run of a generator; the text has none. */
function textOf(part: Part): string {
  const known = texts.get(part) ?? JSON.stringify(part);
  texts.set(part, known);
  return known;
}

/** The parts after the last answer, up to the first decision without an answer. */
function follow(actions: Actions, answers: readonly boolean[]): { parts: readonly Part[]; decision?: Decision } {
  let parts: Part[] = [];
  let answered = 0;
  const all = flat(actions);
  for (let next = all.next(); !next.done; ) {
    const action = next.value;
    const decision = decisionOf(action);
    if (!decision) {
      const { made, value } = partsOf(action);
      parts.push(...made);
      next = all.next(value);
      continue;
    }
    if (answered === answers.length) return { parts, decision };
    parts = [];
    next = all.next(decision.results[answers[answered++] ? 0 : 1]);
  }
  return { parts };
}

/** The branches of `together` one after the other. */
function* flat(actions: Actions): Generator<Action, void, unknown> {
  const iterator = actions[Symbol.iterator]() as Iterator<Action, void, unknown>;
  for (let next = iterator.next(); !next.done; ) {
    const action = next.value;
    if (action.kind !== 'together') next = iterator.next(yield action);
    else {
      for (const branch of Object.values(action.branches)) yield* flat(branch);
      next = iterator.next(undefined);
    }
  }
}

function decisionOf(action: Action): Decision | undefined {
  if (action.kind === 'run' && action.decides) return { test: doing(action), results: [true, false] };
  if (action.kind !== 'do' || action.shell?.kind !== 'decide') return undefined;
  return { test: action.shell.words, results: [action.shell.yes, action.shell.no] };
}

const doing = ({ command, already }: Extract<Action, { kind: 'run' }>): Doing => ({
  kind: 'command',
  command,
  ...(already && { already }),
});

interface Made {
  readonly made: readonly Part[];
  readonly value?: unknown;
}

function partsOf(action: Action): Made {
  switch (action.kind) {
    case 'run':
      return { made: [doing(action)], value: true };
    case 'manifest':
      return { made: [{ kind: 'manifest', manifest: action }], value: true };
    case 'until':
      return waiting(action);
    case 'do':
      return done(action);
    case 'together':
      return { made: [] };
  }
}

function waiting({ condition, alongside }: Extract<Action, { kind: 'until' }>): Made {
  const { shell, what, timeout, placeholder } = condition;
  if (!shell)
    throw new RunbookError('USAGE', `A script cannot wait until ${what}`, {
      evidence: ['The condition has no shell form.'],
      remedy: 'Add `shell` to the condition: shell: { words: shell`kubectl wait …` }',
    });
  const meanwhile: Part[] = alongside ? [{ kind: 'comment', text: `To watch: ${lineOf(alongside)}` }] : [];
  const wait: Part = { kind: 'wait', seconds: Math.ceil(timeout / 1000), what, words: shell.words };
  if (!shell.value) return { made: [...meanwhile, wait], value: placeholder };
  const { variable, words } = shell.value;
  return { made: [...meanwhile, wait, { kind: 'set', variable, words }], value: shellVariable(variable) };
}

const lineOf = ({ tool, args }: Command): string => [tool, ...args].join(' ');

function done({ what, shell, placeholder }: Extract<Action, { kind: 'do' }>): Made {
  if (shell?.kind === 'run')
    return { made: shell.commands.map((words) => ({ kind: 'words', words })), value: placeholder };
  if (shell?.kind !== 'value')
    return { made: [{ kind: 'comment', text: `Only the runbook does this: ${what}` }], value: placeholder };
  const { variable, words } = shell;
  return { made: [{ kind: 'set', variable, words }], value: shellVariable(variable) };
}
