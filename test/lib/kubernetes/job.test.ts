import { expect, test } from 'vitest';
import { judgeJob } from '../../../lib/kubernetes/job.ts';

const job = (status: object) => ({
  kind: 'Job',
  metadata: { name: 'work', uid: '1' },
  spec: { completions: 10 },
  status,
});

test('a job that somebody has deleted ends the wait', () => {
  expect(judgeJob('work', undefined)).toMatchObject({ state: 'failed', error: { code: 'WAIT_FAILED' } });
});

test('a job is pending until it is complete', () => {
  expect(judgeJob('work', job({ succeeded: 3, active: 7 }))).toEqual({
    state: 'pending',
    progress: '3 of 10 pods succeeded, 7 running',
  });
  const conditions = [
    { type: 'SuccessCriteriaMet', status: 'True' },
    { type: 'Complete', status: 'True' },
  ];
  expect(judgeJob('work', job({ succeeded: 10, conditions })).state).toBe('met');
});

test('a failed job fails the wait with its message as evidence', () => {
  const message = 'Job has reached the specified backoff limit';
  const look = judgeJob('work', job({ conditions: [{ type: 'Failed', status: 'True', message }] }));
  expect(look).toMatchObject({ state: 'failed', error: { code: 'WAIT_FAILED', evidence: [message] } });
});
