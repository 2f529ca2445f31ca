import { expect, it } from 'vitest';
import { isServing, mayAnswer } from '../../../lib/google/cluster.ts';

it.each([
  ['RUNNING', true, true],
  ['RECONCILING', true, true],
  ['DEGRADED', false, true],
  ['PROVISIONING', false, false],
  ['STOPPING', false, false],
  ['ERROR', false, false],
])('a cluster that is %s serves: %s, has an API that may answer: %s', (status, serves, answers) => {
  expect([isServing({ status }), mayAnswer({ status })]).toEqual([serves, answers]);
});
