import { describe, expect, it } from 'vitest';
import { kubectl, shell } from '../../../lib/command/command.ts';
import { shellVariable } from '../../../lib/command/variable.ts';
import type { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { planOf } from '../../../lib/script/plan.ts';
import { apply, attempt, isSo, perform, run, together, until } from '../../../lib/step/actions.ts';
import type { Actions } from '../../../lib/step/step.ts';
import { type Condition, met } from '../../../lib/wait/condition.ts';

const condition = (what: string, more: Partial<Condition> = {}): Condition => ({
  what,
  placeholder: 'PLACEHOLDER',
  timeout: 60_000,
  shell: { words: [what] },
  look: async () => met(true),
  ...more,
});
const one = run(kubectl`get one`);
const two = run(kubectl`get two`);
const command = (name: string) => ({ kind: 'command', command: { tool: 'kubectl', args: ['get', name] } });

describe('the plan of a script', () => {
  it('has commands and waits in the order of the actions', () => {
    const actions = function* (): Actions {
      yield one;
      yield* until(condition('is-ready'));
    };
    const wait = { kind: 'wait', seconds: 60, what: 'is-ready', words: ['is-ready'] };
    expect(planOf(actions)).toEqual([command('one'), wait]);
  });

  it('refuses a wait without a shell form', () => {
    const { shell: _, ...without } = condition('is-ready');
    expect(() => planOf(() => [{ kind: 'until', condition: without }])).toThrow(
      expect.objectContaining({ code: 'USAGE' } satisfies Partial<RunbookError>),
    );
  });

  it('passes the value of a wait on as a variable', () => {
    const value = { variable: 'ADDRESS', words: ['address'] };
    const actions = function* (): Actions & Generator {
      const address = yield* until(condition('has-address', { shell: { words: ['x'], value } }));
      yield run(kubectl`get ${String(address)}`);
    };
    expect(planOf(actions).slice(1)).toEqual([{ kind: 'set', ...value }, command(shellVariable('ADDRESS'))]);
  });

  it('has both ways of a decision, and their common end once', () => {
    const actions = function* (): Actions & Generator {
      if (yield* isSo(condition('exists'))) yield one;
      yield two;
    };
    expect(planOf(actions)).toEqual([{ kind: 'if', test: ['exists'], yes: [command('one')], no: [] }, command('two')]);
  });

  it('decides by whether a command created something', () => {
    const create = kubectl`create namespace vllm`;
    const already = { kind: 'alreadyExists' } as const;
    const actions = function* (): Actions & Generator {
      if (yield* attempt(create, already)) yield one;
    };
    const test = { kind: 'command', command: create, already };
    expect(planOf(actions)).toEqual([{ kind: 'if', test, yes: [command('one')], no: [] }]);
  });

  it('drops a question whose answer changes nothing', () => {
    const actions = function* (): Actions & Generator {
      yield* isSo(condition('exists'));
      yield one;
    };
    expect(planOf(actions)).toEqual([command('one')]);
  });

  it('nests decisions, and ends early where the actions do', () => {
    const actions = function* (): Actions & Generator {
      if (!(yield* isSo(condition('a')))) return;
      if (yield* isSo(condition('b'))) yield one;
      yield two;
    };
    const inner = { kind: 'if', test: ['b'], yes: [command('one')], no: [] };
    expect(planOf(actions)).toEqual([{ kind: 'if', test: ['a'], yes: [inner, command('two')], no: [] }]);
  });

  it('has the branches of parallel actions one after the other, decisions included', () => {
    const branch = function* (): Actions & Generator {
      if (yield* isSo(condition('a'))) yield one;
    };
    const actions = () => [together({ x: branch(), y: [two] })];
    expect(planOf(actions)).toEqual([{ kind: 'if', test: ['a'], yes: [command('one')], no: [] }, command('two')]);
  });

  it('has the commands of a function, and a comment for a function without commands', () => {
    const actions = function* (): Actions & Generator {
      yield* perform('ask', undefined, async () => undefined, { kind: 'run', commands: [shell`curl x`] });
      yield* perform('draw a chart', undefined, async () => undefined);
    };
    expect(planOf(actions)).toEqual([
      { kind: 'words', words: ['curl', 'x'] },
      { kind: 'comment', text: 'Only the runbook does this: draw a chart' },
    ]);
  });

  it('has a manifest as the action that it is', () => {
    const action = apply(new URL('file:///m.yaml'), { namespace: 'vllm' });
    expect(planOf(() => [action])).toEqual([{ kind: 'manifest', manifest: action }]);
  });
});
