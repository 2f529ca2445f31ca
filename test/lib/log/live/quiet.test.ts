import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { RunbookError } from '../../../../lib/errors/runbook-error.ts';
import type { LogEntry } from '../../../../lib/log/entry.ts';
import { terminalLog } from '../../../../lib/log/terminal.ts';

/** What --quiet prints on a terminal, and a function that ends the steps. */
function quiet() {
  let text = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  const environment = { NO_COLOR: '1' };
  const log = terminalLog({
    stream: Object.assign(stream, { isTTY: true as const, columns: 200, rows: 40 }),
    environment,
    quiet: true,
    secrets: () => [],
    now: () => 0,
  });
  return {
    write(...entries: readonly LogEntry[]) {
      for (const entry of entries) log.write(entry);
    },
    close: log.close,
    lines: () => text.split('\n').filter((line) => line !== ''),
  };
}

const step = { kind: 'step', id: '01-cluster', title: 'Create the cluster', place: { number: 2, of: 15 } } as const;
const done = { kind: 'step-done', id: '01-cluster', status: 'done', elapsed: 1000, wall: 1000 } as const;
const note = (text: string): LogEntry => ({ kind: 'note', text });
const warning = (text: string): LogEntry => ({ kind: 'warning', text });

test('a step has the line of its end only', () => {
  const { write, lines } = quiet();
  write(
    step,
    { kind: 'command', line: 'gcloud …' },
    { kind: 'output', text: 'created', whole: true },
    { kind: 'waiting', what: 'it runs', progress: 'not yet', elapsed: 0, timeout: 1000 },
    { kind: 'cause', code: 'A', sentence: 'a cause', remedy: 'wait' },
    { kind: 'log-line', text: 'ERROR of the server' },
    { kind: 'answer', id: 'quota', about: 'quota', verdict: 'yes', detail: 'enough' },
    { kind: 'chart', chart: { title: 'A chart' } as never },
    note('in the step'),
    warning('in the step'),
    done,
  );
  expect(lines()).toEqual(['✓ 01-cluster  Create the cluster (1s)']);
});

test('a check that is not met is printed', () => {
  const { write, lines } = quiet();
  write(step, { kind: 'answer', id: 'quota', about: 'quota', verdict: 'no', detail: 'none' });
  expect(lines()).toEqual(['  ✗ quota: none']);
});

test('a question before the steps and the last words after them are printed', () => {
  const { write, close, lines } = quiet();
  write(note('The run creates'), step, warning('in the step'));
  close();
  write(
    { kind: 'error', error: new RunbookError('WAIT_TIMEOUT', 'Gave up') },
    note('To continue: …'),
    warning('Billed'),
  );
  expect(lines()).toEqual([
    '  The run creates',
    '01-cluster  Create the cluster',
    '✗ Gave up [WAIT_TIMEOUT]',
    '  To continue: …',
    '  ! Billed',
  ]);
});
