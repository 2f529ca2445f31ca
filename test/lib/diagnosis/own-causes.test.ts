import { expect, it } from 'vitest';
import { CAUSES, type Cause, diagnose, knowCauses, seen } from '../../../lib/diagnosis/index.ts';

// A line that nothing else says: what is known once stays known in this process.
const LINE = 'Error: the flux capacitor of test/lib/diagnosis is empty';
const flux: Cause = {
  code: 'FLUX',
  by: ['log'],
  pattern: /flux capacitor of test\/lib\/diagnosis/,
  sentence: 'the capacitor is empty',
  remedy: 'Charge it.',
};

it("a runbook's own cause goes before the general ones", () => {
  expect(diagnose(seen('log', [LINE]))?.code).toBe('MODEL_SERVER_ERROR');
  knowCauses([flux]);
  expect(diagnose(seen('log', [LINE]))?.cause).toBe(flux);
  expect(diagnose(seen('event', [LINE]))).toBeUndefined();
});

it('a cause is known once, however often a runbook is loaded, and a runbook may have none', () => {
  knowCauses([flux]);
  knowCauses([flux, { ...flux, code: 'LATER' }]);
  knowCauses();
  expect(diagnose(seen('log', [LINE]))?.code).toBe('FLUX');
  expect(CAUSES.map(({ code }) => code)).not.toContain('FLUX');
});
