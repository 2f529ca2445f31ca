import { describe, expect, it } from 'vitest';
import { CAUSES, explained, seen } from '../../../lib/diagnosis/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { formatError, plain } from '../../../lib/log/format.ts';
import { duration } from '../../../lib/wait/duration.ts';

const waited = new RunbookError('WAIT_TIMEOUT', 'Gave up', { evidence: ['not ready'], remedy: 'Look at it.' });

describe('an error', () => {
  it('gets the cause and the remedy of its evidence', () => {
    const error = explained(waited, seen('container', ['vllm-tpu ended: OOMKilled, exit code 137, restarted 3 times']));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', diagnosis: 'OUT_OF_MEMORY' });
    expect(error.message).toBe('Gave up: the container ran out of memory');
    expect(error.evidence).toEqual(['not ready', 'vllm-tpu ended: OOMKilled, exit code 137, restarted 3 times']);
    expect(error.remedy).toMatch(/^Raise the memory limit/);
  });

  it('keeps its own remedy without a known cause', () => {
    expect(explained(waited, seen('log', ['all is well']))).toMatchObject({
      diagnosis: undefined,
      remedy: 'Look at it.',
    });
  });

  it('keeps its first diagnosis', () => {
    const once = explained(waited, seen('container', ['OOMKilled']));
    expect(explained(once, seen('operation', ["Quota 'TPUS_PER_TPU_FAMILY' exceeded."]))).toBe(once);
  });
});

describe('the causes', () => {
  it('have unique codes, a patience that is a duration, and sentences that fit after a colon', () => {
    expect(new Set(CAUSES.map(({ code }) => code)).size).toBe(CAUSES.length);
    for (const { patience = '5m', sentence, remedy } of CAUSES) {
      expect(duration(patience)).toBeGreaterThan(0);
      expect(sentence).not.toMatch(/\.$/);
      expect(remedy).not.toBe('');
    }
  });

  it('match their golden text', async () => {
    const text = CAUSES.map(({ code, sentence, remedy }) =>
      formatError(new RunbookError('WAIT_FAILED', sentence, { remedy, diagnosis: code }), plain).replace(
        'WAIT_FAILED',
        code,
      ),
    );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('golden/causes.txt');
  });
});
