import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { spokenBy } from '../../../lib/log/entry.ts';
import { terminalLog } from '../../../lib/log/terminal.ts';

/** A log without a terminal, and its lines. */
function listen(terminal: { readonly isTTY?: true; readonly columns?: number } = {}) {
  let text = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  const log = terminalLog({ stream: Object.assign(stream, terminal), environment: {}, secrets: () => ['hush'] });
  return { log, lines: () => text.split('\n').slice(0, -1) };
}

const waiting = (what: string, elapsed: number) =>
  ({ kind: 'waiting', what, progress: 'not yet', elapsed, timeout: 600_000 }) as const;

test('each line of a parallel step begins with its name', () => {
  const { log, lines } = listen();
  spokenBy('04-bucket', log).write({ kind: 'step', id: '04-bucket', title: 'Create it' });
  spokenBy('05-service-account', log).write({ kind: 'output', text: 'created\nlabelled hush' });
  log.write({ kind: 'note', text: 'of nobody' });
  expect(lines()).toEqual([
    '04-bucket          │ 04-bucket  Create it',
    '05-service-account │   created',
    '05-service-account │   labelled [secret]',
    '  of nobody',
  ]);
});

test('two parallel waits are each logged once, and again after a change', () => {
  const { log, lines } = listen();
  const [one, other] = [spokenBy('01-cluster', log), spokenBy('04-bucket', log)];
  for (const elapsed of [0, 20_000, 40_000]) {
    one.write(waiting('cluster c is running', elapsed));
    other.write(waiting('bucket b exists', elapsed));
  }
  expect(lines()).toHaveLength(2);
  other.write({ ...waiting('bucket b exists', 60_000), progress: 'almost' });
  expect(lines().at(-1)).toBe('04-bucket          │   … waiting until bucket b exists: almost (1m of up to 10m)');
});

test('the colour of a command that continues on a second line does not reach the name of the step', () => {
  const { log, lines } = listen({ isTTY: true, columns: 60 });
  spokenBy('04-bucket', log).write({
    kind: 'command',
    line: 'gcloud storage buckets create gs://models --location=us-east5',
  });
  const ESC = '\u001b';
  expect(lines().length).toBeGreaterThan(1);
  for (const line of lines()) {
    expect(line.startsWith(`${ESC}[2m04-bucket`)).toBe(true);
    expect([`${ESC}[0m`, `${ESC}[39m`]).toContain(line.slice(line.lastIndexOf(ESC)));
    expect(line).toContain(`${ESC}[36m`);
  }
});
