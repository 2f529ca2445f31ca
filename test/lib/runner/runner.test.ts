import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { LogEntry } from '../../../lib/log/entry.ts';
import { createReport } from '../../../lib/log/report.ts';
import { isDone } from '../../../lib/runner/examine.ts';
import { dryRun, releaseBackground, runStep, stopBackground, undoStep } from '../../../lib/runner/runner.ts';
import type { Background, Session } from '../../../lib/session/session.ts';
import { apply, perform, run, together, until } from '../../../lib/step/actions.ts';
import { type Action, type Step, step } from '../../../lib/step/step.ts';
import { type Condition, failed, type Look, met, pending } from '../../../lib/wait/condition.ts';
import { type StillSession, stillSession } from '../wait/still-session.ts';

/** The performed actions, in order. */
let did: string[] = [];

function still(parts: Partial<Session> = {}): StillSession {
  did = [];
  return stillSession({
    config: loadConfig({ environment: {}, target: 'sandbox' }),
    report: createReport('sandbox', 0),
    background: new Map(),
    complete: (command) => command,
    ...parts,
  });
}

const doing = (what: string): Iterable<Action> => perform(what, undefined, async () => void did.push(what));
const so = (...looks: Look<unknown>[]): (() => readonly Condition[]) => {
  return () => looks.map((look) => ({ what: 'disk is empty', placeholder: 0, timeout: 0, look: async () => look }));
};
const make = (id: string, options: Partial<Step> = {}): Step =>
  step({ id, title: `Do ${id}`, section: '', actions: () => doing(id), done: so(pending('not yet')), ...options });
const kinds = (said: readonly LogEntry[]): string[] => said.map(({ kind }) => kind);

describe('running a step', () => {
  it('logs its title, acts, and reports its time on both clocks', async () => {
    const { session, clock, said } = still();
    const slow = make('01-slow', { actions: () => perform('wait', undefined, () => clock.sleep(90_500)) });
    let real = 1_000;
    const wall = vi.spyOn(performance, 'now').mockImplementation(() => real);
    onTestFinished(() => wall.mockRestore());
    const running = runStep(slow, session);
    real = 2_500;
    await clock.advance(90_500);
    await running;
    expect(said).toMatchObject([
      { kind: 'step', id: '01-slow', title: 'Do 01-slow' },
      { kind: 'step-done', id: '01-slow', status: 'done', elapsed: 90_500 },
    ]);
    expect(session.report.data.steps).toMatchObject([
      {
        id: '01-slow',
        status: 'done',
        startedAt: '1970-01-01T00:00:00.000Z',
        endedAt: '1970-01-01T00:01:30.500Z',
        simulatedSeconds: 90.5,
        wallSeconds: 1.5,
      },
    ]);
  });

  it('skips a step whose conditions are all met', async () => {
    const { session, said } = still();
    await runStep(make('01', { done: so(met(1), met(2)) }), session);
    expect(did).toEqual([]);
    expect(said.at(-1)).toMatchObject({ kind: 'step-done', status: 'already' });
    expect(session.report.data.steps).toMatchObject([{ status: 'already' }]);
  });

  it('runs a step with only some conditions met', async () => {
    const { session } = still();
    await runStep(make('01', { done: so(met(1), pending('not yet')) }), session);
    expect(did).toEqual(['01']);
  });

  it('runs a done step that only looks, or whose needed step this run has just done', async () => {
    const done = so(met(1));
    const { session } = still();
    await runStep(make('01', { readOnly: true, done }), session);
    await runStep(make('02'), session);
    await runStep(make('03', { needs: ['02'], done }), session);
    await runStep(make('04', { needs: ['00'], done }), session);
    expect(did).toEqual(['01', '02', '03']);
  });

  it('runs a done step that is never skipped', async () => {
    const { session } = still();
    await runStep(make('01', { repeats: true, done: so(met(1)) }), session);
    expect(did).toEqual(['01']);
  });

  it('skips a done step that ran before in the same session, as in a notebook', async () => {
    const { session } = still();
    await runStep(make('02'), session);
    await runStep(make('03', { needs: ['02'] }), session);
    await runStep(make('03', { needs: ['02'], done: so(met(1)) }), session);
    expect(did).toEqual(['02', '03']);
  });

  it('skips a done step whose needed steps were done before this run', async () => {
    const { session } = still();
    await runStep(make('02', { done: so(met(1)) }), session);
    await runStep(make('03', { needs: ['02'], done: so(met(1)) }), session);
    expect(did).toEqual([]);
  });

  it('undoes the steps that it ends, and runs again while one of them is running', async () => {
    const load = make('10-load', { undo: { here: () => doing('stop the load') }, done: so(met(1)) });
    const over = make('10-load', { undo: { here: () => doing('stop the load') }, done: so(pending('it has ended')) });
    const { session } = still();
    await runStep(make('13', { ends: [load], done: so(met(1)) }), session);
    expect(did).toEqual(['13', 'stop the load']);
    did = [];
    await runStep(make('14', { ends: [over], done: so(met(1)) }), session);
    expect(did).toEqual([]);
  });

  it('reports a failed step, and throws its error', async () => {
    const { session, said } = still();
    const broken = new RunbookError('ABORTED', 'broken');
    const fails = make('01', { actions: () => perform('break', 0, () => Promise.reject(broken)) });
    await expect(runStep(fails, session)).rejects.toBe(broken);
    expect(session.report.data.steps).toMatchObject([{ id: '01', status: 'failed' }]);
    expect(kinds(said)).toEqual(['step']);
  });

  it('watches the needed steps during a wait, also in a branch, when it gets the list of steps', async () => {
    const seen: boolean[] = [];
    const look = () => perform('look', 0, async (own) => void seen.push(own.collapse !== undefined));
    const looks = make('06', { actions: () => [...look(), together({ branch: [...look()] })] });
    await runStep(looks, still().session);
    await runStep(looks, still().session, { steps: [looks], commandOf: ({ id }) => id });
    expect(seen).toEqual([false, false, true, true]);
  });
});

describe('the check whether a step is done', () => {
  it('returns the detail of the first unmet condition', async () => {
    const { session, paces } = still();
    const lost = failed(new RunbookError('ABORTED', 'It is lost'));
    expect(await isDone(make('01', { done: so(met(1), pending('half'), lost) }), session)).toEqual({
      done: false,
      detail: 'half',
    });
    expect(await isDone(make('01', { done: so(met(1), lost) }), session)).toEqual({
      done: false,
      detail: 'It is lost',
    });
    expect(await isDone(make('01', { done: so(met(1)) }), session)).toEqual({ done: true, detail: '' });
    expect(paces).toEqual(['command', 'released', 'command', 'released', 'command', 'released']);
  });

  it('releases the pace when a condition throws', async () => {
    const { session, paces } = still();
    const done = () => [{ what: '', placeholder: 0, timeout: 0, look: () => Promise.reject(new Error('no answer')) }];
    await expect(isDone(make('01', { done }), session)).rejects.toThrow('no answer');
    expect(paces).toEqual(['command', 'released']);
  });
});

it('undoes a step here, then its grants, then inside the cluster, then outside', async () => {
  const { session } = still();
  const undo = {
    outside: () => doing('outside'),
    inside: () => doing('inside'),
    here: () => [...doing('here'), ...doing('and here')],
    grants: () => doing('grants'),
  };
  await undoStep(make('04', { undo }), session);
  expect(did).toEqual(['here', 'and here', 'grants', 'inside', 'outside']);
});

describe('a dry run', () => {
  it('logs each command and each wait, and uses placeholders', async () => {
    const { session, said } = still({
      complete: (command) => ({ ...command, args: [...command.args, '--context=c'] }),
    });
    const address: Condition<string> = {
      what: 'the service has an address',
      placeholder: 'EXTERNAL_IP',
      timeout: 0,
      look: () => Promise.reject(new Error('a dry run looked')),
    };
    function* actions(): Generator<Action, void, unknown> {
      const changed = yield run(kubectl`get nodes`);
      const ip = yield* until(address, { alongside: kubectl`logs -f vllm` });
      const answer = yield* perform('ask the model', 'AN ANSWER', () => Promise.reject(new Error('a dry run acted')));
      yield run(kubectl`label node ${ip} asked=${answer} changed=${String(changed)}`);
      yield together({ a: [run(kubectl`get pods`)], b: [run(kubectl`get services`)] });
      yield apply(new URL('vllm.yaml', import.meta.url), { namespace: 'vllm' });
    }
    await dryRun(actions(), session);
    expect(said).toEqual([
      { kind: 'command', line: 'kubectl get nodes --context=c' },
      { kind: 'command', line: 'kubectl logs -f vllm --context=c' },
      { kind: 'note', text: '# wait until the service has an address' },
      { kind: 'note', text: '# ask the model' },
      { kind: 'command', line: "kubectl label node EXTERNAL_IP 'asked=AN ANSWER' changed=true --context=c" },
      { kind: 'command', line: 'kubectl get pods --context=c' },
      { kind: 'command', line: 'kubectl get services --context=c' },
      { kind: 'command', line: expect.stringMatching(/^kubectl apply -f \S+vllm\.yaml -n vllm --context=c$/) },
    ]);
  });
});

describe('background work', () => {
  const job = (name: string, options: { readonly fails?: boolean; readonly outlives?: boolean } = {}): Background => ({
    stop: async () => {
      did.push(`stop ${name}`);
      if (options.fails) throw new Error(`${name} does not stop`);
    },
    ...(options.outlives && { release: () => void did.push(`release ${name}`) }),
  });

  it('is stopped newest first, continues after errors, and throws the first error', async () => {
    const { session } = still();
    session.background.set('a', job('a'));
    session.background.set('b', job('b', { fails: true }));
    session.background.set('c', job('c', { fails: true }));
    await expect(stopBackground(session)).rejects.toThrow('c does not stop');
    expect(did).toEqual(['stop c', 'stop b', 'stop a']);
    expect(session.background.size).toBe(0);
    await stopBackground(session);
  });

  it('is released where it can outlive the run, and otherwise kept', () => {
    const { session } = still();
    session.background.set('load', job('load', { outlives: true }));
    session.background.set('forward', job('forward'));
    releaseBackground(session);
    expect(did).toEqual(['release load']);
    expect([...session.background.keys()]).toEqual(['forward']);
  });
});
