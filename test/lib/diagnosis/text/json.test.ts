import { describe, expect, it } from 'vitest';
import { linesOfJson } from '../../../../lib/diagnosis/text/json.ts';

describe('a text in JSON', () => {
  it('gives a message in parts as one line, also where it stands in a field named reason', () => {
    const reason = { messageId: 'no.scale.up.mig.failing.predicate', parameters: ['', 'claim "a" not found'] };
    expect(linesOfJson({ rejectedMigs: [{ mig: { nodepool: 'tpu' }, reason }] })).toEqual([
      'no.scale.up.mig.failing.predicate: claim "a" not found',
      'tpu',
    ]);
  });

  it('loses no object in a field that mostly holds a word', () => {
    for (const field of ['type', 'reason', 'message', 'severity', 'level'])
      expect(linesOfJson({ [field]: { detail: 'quota exceeded' } })).toEqual(['quota exceeded']);
  });
});
