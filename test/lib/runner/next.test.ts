import { expect, test, vi } from 'vitest';
import { type ErrorCode, RunbookError } from '../../../lib/errors/runbook-error.ts';
import { endsWithCommand, withNext } from '../../../lib/runner/next.ts';
import { tell } from '../../../lib/runner/tell.ts';

/** Every code; the compiler reports a missing one. */
const CODES: Readonly<Record<ErrorCode, true>> = {
  ABORTED: true,
  CHART_INPUT: true,
  CLUSTER_UNUSABLE: true,
  COMMAND_FAILED: true,
  COMMAND_MISSING: true,
  CONFIG_INVALID: true,
  ENVIRONMENT: true,
  INTERNAL: true,
  LEFT_OVER: true,
  LIMIT_REACHED: true,
  LOAD_INPUT: true,
  METRICS_QUERY: true,
  NOT_CLOSED: true,
  NOT_DONE: true,
  NOT_OURS: true,
  NOT_REDACTED: true,
  NOT_WRITABLE: true,
  OPERATION_FAILED: true,
  OUTPUT_CLOSED: true,
  RUN_UNDER_WAY: true,
  SCALED_TO_ZERO: true,
  TARGET_UNREACHABLE: true,
  TEMPLATE: true,
  UNEXPECTED_ANSWER: true,
  USAGE: true,
  WAIT_FAILED: true,
  WAIT_TIMEOUT: true,
};

test.each(Object.keys(CODES) as ErrorCode[])('an error %s that a command prints ends with a command', (code) => {
  const printed: string[] = [];
  const spy = vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
  tell(new RunbookError(code, 'It failed', { remedy: 'Choose another name.' }));
  spy.mockRestore();
  expect(endsWithCommand(printed[0])).toBe(true);
});

test.each([
  ['Set ZONE. To find one: npx tsx runbook/00-preflight.ts', true],
  ['Wait for it, or stop it: kill -INT 12', true],
  ['Log in:\n  gcloud auth login', true],
  ['Raise the quota: https://console.cloud.google.com/iam-admin/quotas', true],
  ['npm start\nThen wait.', false],
  ['Ask an owner of the project.', false],
  [undefined, false],
])('%j ends with a command: %j', (text, expected) => {
  expect(endsWithCommand(text)).toBe(expected);
});

test('the command follows a remedy without one, and no remedy with one', () => {
  const remedyOf = (remedy?: string) =>
    withNext(new RunbookError('USAGE', '', remedy ? { remedy } : {}), 'npm run x').remedy;
  expect([remedyOf(), remedyOf('Choose.'), remedyOf('gcloud auth login')]).toEqual([
    'npm run x',
    'Choose.\n    npm run x',
    'gcloud auth login',
  ]);
});
