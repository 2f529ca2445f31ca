import { describe, expect, it } from 'vitest';
import type { StepReport } from '../../lib/log/report.ts';
import type { Header } from '../../lib/record/recording.ts';
import { mustRecord, NOT_RECORDED } from '../../runbook/compare/flags.ts';
import { flagsOf, lastBefore, secretsFor } from '../../runbook/compare/play.ts';
import { steps } from '../../runbook/steps.ts';

const header = (flags: readonly string[], failed?: string, secrets: readonly string[] = []): Header => ({
  format: 1,
  target: 'gke',
  runbook: '0.1.0',
  startedAt: '2026-11-28T12:00:00.000Z',
  flags,
  secrets,
  variables: {},
  steps: failed === undefined ? [] : [{ id: failed, status: 'failed' } as StepReport],
});

describe('the run on the sandbox that is compared', () => {
  it('has the flags of the recorded run', () => {
    expect(flagsOf(header(['--fast', '--keep']))).toEqual(['--fast', '--keep']);
  });

  it.each([
    [[], ['--to', '06-model-server']],
    [
      ['--to', '13', '--keep'],
      ['--keep', '--to', '06-model-server'],
    ],
    [
      ['--to=13', '--from=02'],
      ['--from=02', '--to', '06-model-server'],
    ],
    [
      ['--only', '06'],
      ['--only', '06'],
    ],
  ])('of a run %j that failed at 06 ends there: %j', (flags, expected) => {
    expect(flagsOf(header(flags, '06-model-server'))).toEqual(expected);
  });

  it.each([
    [[], undefined],
    [['--from', '00'], undefined],
    [['--from', '06'], '05-service-account'],
    [['--only=02-credentials'], '01-cluster'],
  ])('of a run %j first reaches step %s', (flags, expected) => {
    expect(lastBefore(header(flags), steps)).toBe(expected);
  });

  it('has a value for each secret of the recorded run', () => {
    const given = secretsFor(header([], undefined, ['HF_TOKEN', 'VLLM_API_KEY']));
    expect(Object.keys(given)).toEqual(['HF_TOKEN', 'VLLM_API_KEY']);
    expect(secretsFor(header([]))).toEqual({});
  });
});

describe('a recording', () => {
  it.each([...NOT_RECORDED, '--report=run.json', '--every=10s'])('does not take %s', (flag) => {
    expect(() => mustRecord(['--to', '03', flag])).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('takes the options of a run', () => {
    const flags = ['--from', '01', '--to=03', '--fast', '--keep', '--yes', '--max-hours', '4', '--budget', '50'];
    expect(() => mustRecord(flags)).not.toThrow();
  });
});
