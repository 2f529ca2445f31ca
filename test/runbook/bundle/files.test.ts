import { describe, expect, it } from 'vitest';
import { lastError } from '../../../runbook/bundle/files.ts';

const WARNED = '12:00:00 ✗ a check that failed (why)\n12:00:01   ! FailedMount: permission denied';
const FAILED =
  '12:00:02 ✗ kubectl exited with code 1 [COMMAND_FAILED]\n12:00:02     $ kubectl apply\n12:00:02   → Again: npm start';
const ENDED = '12:00:03   Log of this run: a.log\n12:00:03   To continue: npm start';

describe('the error that ended a run', () => {
  it('is told without times, and without what was overcome', () => {
    expect(lastError([WARNED, FAILED, ENDED].join('\n'))).toBe(
      '✗ kubectl exited with code 1 [COMMAND_FAILED]\n    $ kubectl apply\n  → Again: npm start\n',
    );
  });

  it.each([
    ['has ended well', [WARNED, ENDED]],
    ['still goes on', [WARNED]],
  ])('is undefined for a run that %s', (_, lines) => {
    expect(lastError(lines.join('\n'))).toBeUndefined();
  });
});
