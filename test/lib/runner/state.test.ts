import { expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { statesOf } from '../../../lib/runner/state.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Step, step } from '../../../lib/step/step.ts';
import { type Look, met, pending } from '../../../lib/wait/condition.ts';

const pace = () => ({ change: () => undefined, release: () => undefined });
const session = { signal: new AbortController().signal, pace } as unknown as Session;

function asking(id: string, ...looks: (() => Look<unknown>)[]): Step {
  const done = looks.map((look) => ({ what: 'it is so', placeholder: 0, timeout: 0, look: async () => look() }));
  return step({ id, title: id, section: id, actions: () => [], done: () => done });
}

it('tells a step whose question fails as unknown, and goes on with the next', async () => {
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
    ['create', ['it is so: no']],
  ]);
});
