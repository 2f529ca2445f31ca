import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../../lib/diagnosis/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { advised, advising } from '../../../lib/log/advising.ts';
import type { LogEntry } from '../../../lib/log/entry.ts';
import { remedies } from '../../../runbook/doctor/remedies.ts';
import { steps } from '../../../runbook/steps.ts';

describe('the remedies of this runbook', () => {
  it('belong to existing causes', () => {
    const codes = CAUSES.map(({ code }) => code);
    expect(Object.keys(remedies).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('name existing scripts', () => {
    const scripts = Object.values(remedies).flatMap((text) => text.match(/runbook\/[\w-]+\.ts/g) ?? []);
    expect(scripts.length).toBeGreaterThan(10);
    expect(scripts.filter((script) => !existsSync(new URL(`../../../${script}`, import.meta.url)))).toEqual([]);
  });

  it('replace the general remedy of a cause, in the error and during a wait', () => {
    const said: LogEntry[] = [];
    const log = advising({ write: (entry) => void said.push(entry) }, () => ({
      remedies: { TOKEN_SECRET_MISSING: 'run this' },
    }));
    const error = new RunbookError('WAIT_FAILED', 'No pod', { diagnosis: 'TOKEN_SECRET_MISSING', remedy: 'general' });
    log.write({ kind: 'error', error });
    log.write({ kind: 'cause', code: 'TOKEN_SECRET_MISSING', sentence: 'a cause', remedy: 'general' });
    log.write({ kind: 'cause', code: 'STOCKOUT', sentence: 'a cause', remedy: 'general' });
    expect(said).toMatchObject([{ error: { remedy: 'run this' } }, { remedy: 'run this' }, { remedy: 'general' }]);
  });

  it('do not change an error without a known cause', () => {
    const error = new RunbookError('WAIT_FAILED', 'No pod', { remedy: 'general' });
    expect(advised(error, { remedies: { TOKEN_SECRET_MISSING: 'run this' } })).toBe(error);
  });
});

it('no cause of the library names a step of this runbook', () => {
  const texts = CAUSES.map(({ remedy, sentence }) => `${sentence} ${remedy}`).join('\n');
  expect(steps.filter(({ id }) => texts.includes(id)).map(({ id }) => id)).toEqual([]);
});
