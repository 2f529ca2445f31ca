import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Command, kubectl } from '../../../lib/command/command.ts';
import type { Execution } from '../../../lib/command/execute.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import { createReport } from '../../../lib/log/report.ts';
import { commandOf, perform } from '../../../lib/runner/perform.ts';
import type { Session } from '../../../lib/session/session.ts';
import { apply, perform as doing, remove, run, together } from '../../../lib/step/actions.ts';
import type { Action } from '../../../lib/step/step.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { manifest } from '../../../runbook/tutorial/manifests.ts';
import { settled } from '../fake-clock.ts';
import { ownHome } from '../own-home.ts';
import { stillSession } from '../wait/still-session.ts';

const CREATE = kubectl`create secret generic hf-secret`;
const EXISTS = 'Error from server (AlreadyExists): secrets "hf-secret" already exists';
const config = loadConfig({ environment: {}, target: 'sandbox' });

/** A session in which every command has this result. */
function answering(execution: Partial<Execution>, parts: Partial<Session> = {}) {
  const asked: { readonly command: Command; readonly pace: unknown }[] = [];
  const still = stillSession({
    config,
    report: createReport('sandbox', 0),
    complete: (command) => ({ ...command, args: [...command.args, '--context=c'] }),
    ask: async (command, _signal, pace) => {
      asked.push({ command, pace });
      return { exitCode: 0, stdout: '', stderr: '', ...execution };
    },
    ...parts,
  });
  return { ...still, asked };
}

const look = (state: 'met' | 'pending'): Condition => ({
  what: 'this runbook made it',
  placeholder: 0,
  timeout: 60_000,
  look: async () => (state === 'met' ? met(1) : pending('it did not')),
});

describe('a command', () => {
  it('is logged as it runs, with its output', async () => {
    const { session, said, asked } = answering({ stdout: 'secret/hf-secret created\n' });
    expect(await perform(run(CREATE), session)).toBe(true);
    expect(said).toEqual([
      { kind: 'command', line: 'kubectl create secret generic hf-secret --context=c' },
      { kind: 'output', text: 'secret/hf-secret created\n' },
    ]);
    expect(asked).toEqual([{ command: CREATE, pace: 'command' }]);
  });

  it('that prints only to standard error logs it as output, not as a warning', async () => {
    const { session, said } = answering({ stderr: 'Warning: it takes long\nUpdated.\n' });
    await perform(run(CREATE), session);
    expect(said.slice(1)).toEqual([{ kind: 'output', text: 'Warning: it takes long\nUpdated.\n' }]);
  });

  it('that prints to both logs its output and its warnings', async () => {
    const { session, said } = answering({ stdout: 'made\n', stderr: 'Updated.\nWarning: changed by Autopilot\n' });
    await perform(run(CREATE), session);
    expect(said.slice(1)).toEqual([
      { kind: 'output', text: 'made\n' },
      { kind: 'warning', text: expect.stringContaining('changed by Autopilot') },
    ]);
  });

  it('that prints nothing logs no output', async () => {
    const { session, said } = answering({ stdout: ' \n' });
    await perform(run(CREATE), session);
    expect(said).toHaveLength(1);
  });

  it('that fails ends the step with its line and its output', async () => {
    const { session, said } = answering({ exitCode: 1, stderr: EXISTS });
    await expect(perform(run(CREATE), session)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      evidence: expect.arrayContaining(['$ kubectl create secret generic hf-secret --context=c', EXISTS]),
    });
    expect(said).toHaveLength(1);
  });

  it('whose refusal means "done before" succeeds, and logs it', async () => {
    const { session, said } = answering({ exitCode: 1, stderr: EXISTS });
    expect(await perform(run(CREATE, { already: { kind: 'alreadyExists' } }), session)).toBe(false);
    expect(said.slice(1)).toEqual([{ kind: 'output', text: 'already done' }]);
  });

  it('accepts an existing object of this runbook, and refuses one of somebody else', async () => {
    const already = (state: 'met' | 'pending') =>
      ({ already: { kind: 'alreadyExists', ours: look(state), what: 'Secret hf-secret' } }) as const;
    const { session } = answering({ exitCode: 1, stderr: EXISTS });
    expect(await perform(run(CREATE, already('met')), session)).toBe(false);
    await expect(perform(run(CREATE, already('pending')), session)).rejects.toMatchObject({
      code: 'NOT_OURS',
      message: 'Secret hf-secret exists but was not created by this runbook',
      remedy: 'Choose another name, or delete it yourself if nobody needs it.',
    });
  });

  it('fails for any other refusal', async () => {
    const { session } = answering({ exitCode: 1, stderr: 'Error from server (NotFound): namespaces "vllm" not found' });
    await expect(perform(run(CREATE, { already: { kind: 'alreadyExists' } }), session)).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
    });
  });
});

describe('a manifest', () => {
  ownHome();

  const action = apply(manifest('vllm_pod_monitor.yaml'), { namespace: 'vllm' });

  it('is rendered to a file and applied from there', async () => {
    const { session, asked } = answering({});
    expect(await perform(action, session)).toBe(true);
    const { args } = asked[0]!.command;
    expect([args[0], args[1], ...args.slice(3)]).toEqual(['apply', '-f', '-n', 'vllm']);
    expect(readFileSync(args[2]!, 'utf8')).toContain('kind: PodMonitoring');
  });

  it('is deleted, ignoring missing objects', () => {
    const { tool, args } = commandOf(remove(manifest('vllm_pod_monitor.yaml')), config)!;
    expect([tool, args[0], args[1], ...args.slice(3)]).toEqual(['kubectl', 'delete', '-f', '--ignore-not-found']);
  });
});

describe('a wait', () => {
  it("returns the condition's value", async () => {
    const { session } = answering({});
    expect(await perform({ kind: 'until', condition: look('met') }, session)).toBe(1);
  });

  it('logs new lines of a command meanwhile, restarts the command, and records the lines', async () => {
    let isMet = false;
    let follows = 0;
    const condition: Condition = {
      ...look('met'),
      timeout: 3_600_000,
      look: async () => (isMet ? met('ready') : pending('not yet')),
    };
    const { session, said, clock } = answering(
      {},
      {
        follow: async function* () {
          follows++;
          if (follows === 1) throw new Error('no pod yet');
          yield 'loading';
          yield `attempt ${follows}`;
        },
      },
    );
    const waiting = perform({ kind: 'until', condition, alongside: kubectl`logs -f vllm`, fact: 'log' }, session);
    await clock.advance(29_999);
    expect(follows).toBe(1);
    await clock.advance(1);
    await settled();
    expect(follows).toBe(2);
    await clock.advance(30_000);
    expect(follows).toBe(3);
    isMet = true;
    await clock.advance(60_000);
    expect(await waiting).toBe('ready');
    const lines = said.flatMap((entry) => (entry.kind === 'log-line' ? entry.text : []));
    expect(lines.slice(0, 3)).toEqual(['loading', 'attempt 2', 'attempt 3']);
    expect(session.report.data.facts.log).toEqual(lines);
    expect(said).toContainEqual({ kind: 'command', line: 'kubectl logs -f vllm --context=c' });
    expect(clock.sleeping).toBe(0);
  });
});

describe('actions at the same time', () => {
  const act = (what: string, done: string[]): Iterable<Action> => doing(what, 0, async () => void done.push(what));
  const fails = (message: string): Iterable<Action> => doing(message, 0, () => Promise.reject(new Error(message)));

  const withNames = () => {
    const heard: (string | undefined)[] = [];
    const log = { write: (_: unknown, by?: string) => void heard.push(by) };
    const { session } = answering({}, { log });
    const through: Session['through'] = (other) => ({ ...session, log: other, through });
    return { session: { ...session, through }, heard };
  };

  it('all run to their end before the first error is thrown', async () => {
    const { session } = withNames();
    const done: string[] = [];
    const branches = {
      one: act('a', done),
      two: [...fails('second'), ...act('never', done)],
      three: fails('third'),
      four: act('d', done),
    };
    await expect(perform(together(branches), session)).rejects.toThrow('second');
    expect(done).toEqual(['a', 'd']);
    expect(await perform(together({ one: act('e', done) }), session)).toBeUndefined();
  });

  it('prefix each line with the branch', async () => {
    const { session, heard } = withNames();
    await perform(together({ bucket: [run(CREATE)], cluster: [] }), session);
    expect(heard).toEqual(['bucket']);
  });
});

it('only actions with a command have one to print', () => {
  expect(commandOf(run(CREATE), config)).toBe(CREATE);
  expect(commandOf({ kind: 'until', condition: look('met'), alongside: CREATE }, config)).toBe(CREATE);
  expect(commandOf({ kind: 'until', condition: look('met') }, config)).toBeUndefined();
  expect(commandOf([...doing('x', 0, async () => 0)][0]!, config)).toBeUndefined();
});
