import { expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { statesOf } from '../../../lib/runner/state.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Step, step } from '../../../lib/step/step.ts';
import { failed, type Look, met, pending } from '../../../lib/wait/condition.ts';

const pace = () => ({ change: () => undefined, release: () => undefined });
const session = { signal: new AbortController().signal, pace } as unknown as Session;

function asking(id: string, ...looks: (() => Look<unknown>)[]): Step {
  const done = looks.map((look) => ({ what: 'disk is empty', placeholder: 0, timeout: 0, look: async () => look() }));
  return step({ id, title: id, section: id, actions: () => [], done: () => done });
}

it('a step whose check throws is unknown, and the next step is checked', async () => {
  const broken = asking('broken', () => {
    throw new RunbookError('UNEXPECTED_ANSWER', 'The model server does not answer');
  });
  const states = await statesOf(
    [broken, asking('there', () => met(1)), asking('absent', () => pending('no'))],
    session,
  );
  expect(states.map(({ would, missing }) => [would, missing])).toEqual([
    ['unknown', ['The model server does not answer']],
    ['leave', []],
    ['create', ['disk is empty: no']],
  ]);
});

it('a partly met step would change, with its unmet conditions', async () => {
  const lost = failed(new RunbookError('CLUSTER_UNUSABLE', 'It cannot be used'));
  const [state] = await statesOf(
    [
      asking(
        'half',
        () => met(1),
        () => pending('no'),
        () => lost,
      ),
    ],
    session,
  );
  expect(state).toMatchObject({ would: 'change', missing: ['disk is empty: no', 'disk is empty: It cannot be used'] });
});

it.each([
  ['only looks', { readOnly: true }, 'look'],
  ['is never skipped', { repeats: true }, 'repeat'],
])('does not check a step that %s', async (_, options, would) => {
  const unasked = { ...asking('unasked', () => expect.fail('it was asked')), ...options };
  expect(await statesOf([unasked], session)).toEqual([{ step: unasked, would, missing: [] }]);
});

it('a step that needs an absent step would be created, without a check', async () => {
  const absent = asking('absent', () => pending('no'));
  const above = { ...asking('above', () => expect.fail('it was asked')), needs: ['absent'] };
  const beside = { ...asking('beside', () => met(1)), needs: ['there'] };
  const states = await statesOf([asking('there', () => met(1)), absent, above, beside], session);
  expect(states.map(({ step, would, missing }) => [step.id, would, missing])).toEqual([
    ['there', 'leave', []],
    ['absent', 'create', ['disk is empty: no']],
    ['above', 'create', []],
    ['beside', 'leave', []],
  ]);
});
