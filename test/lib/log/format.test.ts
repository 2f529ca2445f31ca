import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { formatEntry, plain } from '../../../lib/log/format.ts';
import { redact } from '../../../lib/log/redact.ts';
import { terminalLog } from '../../../lib/log/terminal.ts';

function sink(environment: NodeJS.ProcessEnv, secrets: readonly string[] = [], verbose = false) {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { log: terminalLog({ stream, environment, verbose, secrets: () => secrets }), text: () => chunks.join('') };
}

describe('an entry as text', () => {
  it('shows simulated and real time where they differ', () => {
    expect(formatEntry({ kind: 'step-done', id: '01', status: 'done', elapsed: 540_000, wall: 4_200 }, plain)).toBe(
      '✓ 01 (9m simulated, 4.2 s real)',
    );
    expect(formatEntry({ kind: 'step-done', id: '01', status: 'done', elapsed: 4_200, wall: 4_200 }, plain)).toBe(
      '✓ 01 (4s)',
    );
  });

  it('shows the outcome of a wait that ended with another one, and not as met', () => {
    const entry = {
      kind: 'met',
      what: 'pool p is running',
      instead: 'pool p is in state ERROR',
      elapsed: 60_000,
    } as const;
    expect(formatEntry(entry, plain)).toBe('  ✗ pool p is in state ERROR (1m)');
  });

  it('shows an error as message, evidence and remedy', () => {
    const error = new RunbookError('WAIT_TIMEOUT', 'Gave up', { evidence: ['seen'], remedy: 'do this' });
    expect(formatEntry({ kind: 'error', error }, plain)).toBe('✗ Gave up [WAIT_TIMEOUT]\n    seen\n  → do this');
  });
});

describe('the log of a stream without a terminal', () => {
  it('has no escape sequences', () => {
    const { log, text } = sink({});
    log.write({ kind: 'command', line: 'kubectl get pods' });
    expect(text()).toBe('$ kubectl get pods\n');
  });

  const wait = { kind: 'waiting', what: 'x', timeout: 600_000 } as const;
  const MINUTE = 60_000;

  it('repeats a wait only after a minute with news or ten without', () => {
    const { log, text } = sink({});
    const minutes = [0, 0.5, 1, 2, 10, 11];
    for (const [at, minute] of minutes.entries())
      log.write({ ...wait, progress: at < 2 ? 'a' : 'b', elapsed: minute * MINUTE });
    log.write({ ...wait, progress: 'c', elapsed: 11.5 * MINUTE });
    expect(text().match(/\((\S+)/g)).toEqual(['(0s', '(1m', '(11m']);
  });

  it('repeats a wait after any change or two minutes with --verbose', () => {
    const { log, text } = sink({}, [], true);
    log.write({ ...wait, progress: 'a', elapsed: 1_000 });
    log.write({ ...wait, progress: 'a', elapsed: 60_000 });
    log.write({ ...wait, progress: 'b', elapsed: 61_000 });
    log.write({ ...wait, progress: 'b', elapsed: 182_000 });
    expect(text().split('\n').filter(Boolean)).toHaveLength(3);
  });

  it('shows a condition that is met at once', () => {
    const { log, text } = sink({});
    log.write({ kind: 'met', what: 'weights are in bucket b', elapsed: 0 });
    expect(text()).toBe('  ✓ weights are in bucket b (0s)\n');
  });

  it('masks a secret in every entry', () => {
    const { log, text } = sink({}, ['hf_hidden']);
    log.write({ kind: 'output', text: 'token hf_hidden, again hf_hidden' });
    expect(text()).toBe('  token [secret], again [secret]\n');
  });
});

it('masks nothing for an empty secret', () => {
  expect(redact('abc', [''])).toBe('abc');
});
