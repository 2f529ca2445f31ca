import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { spokenBy } from '../../../lib/log/entry.ts';
import { terminalLog } from '../../../lib/log/terminal.ts';

/** A log that is no terminal, and the lines that it has written. */
function listen() {
  let text = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  const log = terminalLog({ stream, environment: {}, secrets: () => ['hush'] });
  return { log, lines: () => text.split('\n').slice(0, -1) };
}

const waiting = (what: string, elapsed: number) =>
  ({ kind: 'waiting', what, progress: 'not yet', elapsed, timeout: 600_000 }) as const;

test('each line of a step that runs beside others begins with its name', () => {
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

test('two that wait side by side each say so once, and again when there is news', () => {
  const { log, lines } = listen();
  const [one, other] = [spokenBy('01-cluster', log), spokenBy('04-bucket', log)];
  for (const elapsed of [0, 20_000, 40_000]) {
    one.write(waiting('it runs', elapsed));
    other.write(waiting('it is there', elapsed));
  }
  expect(lines()).toHaveLength(2);
  other.write({ ...waiting('it is there', 60_000), progress: 'almost' });
  expect(lines().at(-1)).toBe('04-bucket          │   … it is there: almost (1m 00s of at most 10m 00s)');
});
