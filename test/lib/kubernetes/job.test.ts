import { expect, test } from 'vitest';
import { judgeJob } from '../../../lib/kubernetes/job.ts';

const job = (status: object) => ({
  kind: 'Job',
  metadata: { name: 'work', uid: '1' },
  spec: { completions: 10 },
  status,
});

test('a job is waited for until it is complete', () => {
  expect(judgeJob('work', undefined)).toEqual({ state: 'pending', progress: 'there is no job/work' });
  expect(judgeJob('work', job({ succeeded: 3, active: 7 }))).toEqual({
    state: 'pending',
    progress: '3 of 10 pods have succeeded, 7 are at work',
  });
  const conditions = [
    { type: 'SuccessCriteriaMet', status: 'True' },
    { type: 'Complete', status: 'True' },
  ];
  expect(judgeJob('work', job({ succeeded: 10, conditions })).state).toBe('met');
});

test('one that has failed can no longer become complete, and its own words are the evidence', () => {
  const message = 'Job has reached the specified backoff limit';
  const look = judgeJob('work', job({ conditions: [{ type: 'Failed', status: 'True', message }] }));
  expect(look).toMatchObject({ state: 'failed', error: { code: 'WAIT_FAILED', evidence: [message] } });
});
