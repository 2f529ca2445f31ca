import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Screen } from '../../../../lib/log/live/screen.ts';
import { terminalLog } from '../../../../lib/log/terminal.ts';
import { Grid } from './grid.ts';
import { START, WEIGHTS } from './story.ts';

describe('a screen', () => {
  it('redraws the region below the lines that stay', () => {
    const grid = new Grid(40);
    const screen = new Screen(grid);
    screen.show(['one'], ['a', 'b', 'c']);
    screen.show([], ['a', 'B']);
    screen.show(['two', 'three'], ['d']);
    expect(grid.text).toBe('one\ntwo\nthree\nd');
  });

  it('writes plain lines while there is no region', () => {
    let text = '';
    const screen = new Screen({ write: (more) => (text += more) });
    screen.show(['one'], []);
    screen.show(['two'], []);
    expect(text).toBe('one\ntwo\n');
  });

  it('leaves only the lines that stay', () => {
    const grid = new Grid(40);
    const screen = new Screen(grid);
    screen.show(['one'], ['a', 'b']);
    screen.clear();
    screen.show(['two'], []);
    expect(grid.text).toBe('one\ntwo');
  });

  it('removes the rows of a region that a narrower terminal has wrapped', () => {
    const grid = new Grid(40);
    const screen = new Screen(grid);
    screen.show(['one'], ['x'.repeat(39), 'y'.repeat(39)]);
    grid.resize(20);
    expect(grid.text.split('\n')).toHaveLength(5);
    screen.show([], ['z']);
    expect(grid.text).toBe('one\nz');
  });

  it('removes the region with the ^C that a terminal echoes, however long its last line is', () => {
    const grid = new Grid(40);
    const screen = new Screen(grid);
    screen.show(['one'], ['x'.repeat(39), 'y'.repeat(39)]);
    grid.write('^C^C');
    screen.clear();
    screen.show(['two'], []);
    expect(grid.text).toBe('one\ntwo');
  });

  it('draws no more than the rows of the terminal', () => {
    const grid = new Grid(40);
    grid.rows = 5;
    new Screen(grid).show([], ['1', '2', '3', '4', '5', '6']);
    expect(grid.text).toBe('1\n2\n3');
  });
});

/** A log on a terminal, and what the terminal shows. */
function open(environment: NodeJS.ProcessEnv, more: { readonly isTTY?: boolean; readonly verbose?: boolean } = {}) {
  const grid = new Grid(100);
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk));
      grid.write(String(chunk));
      done();
    },
  });
  let at = 0;
  const log = terminalLog({
    stream: Object.assign(stream, { isTTY: more.isTTY ?? true, columns: 100, rows: 24 }),
    environment,
    secrets: () => [],
    verbose: more.verbose,
    now: () => at,
  });
  for (const [second, entry] of [...START, ...WEIGHTS]) {
    at = second * 1000;
    log.write(entry);
  }
  return { grid, log, written: () => written.join('') };
}

describe('a run on a terminal', () => {
  it('shows the step, its times, its wait and the weights in the region, and removes them at the end', () => {
    const { grid, log } = open({ TERM: 'xterm' });
    expect(grid.text).toMatch(/06-model-server 7\/15 {2}Deploy.*\n.* of 25–40m expected/);
    expect(grid.text).toMatch(/weights +█+░+ 12\/30 shards loaded, about \d+m/);
    log.close();
    expect(grid.text).not.toContain('7/15');
    expect(grid.text).toContain('│ Downloading weights from HF meta-llama/Llama-3.1-70B');
    log.write({ kind: 'note', text: 'the last line' });
    expect(grid.text).toMatch(/ {2}the last line$/);
  });

  it('has no colours with NO_COLOR', () => {
    const { written, log } = open({ TERM: 'xterm', NO_COLOR: '1' });
    log.close();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for escape sequences
    expect(written()).not.toMatch(/\u001b\[\d*m/);
    expect(written()).toContain('7/15');
  });

  it.each([
    ['TERM=dumb', { TERM: 'dumb' }, true],
    ['CI', { TERM: 'xterm', CI: 'true', NO_COLOR: '1' }, true],
    ['a file', { TERM: 'xterm' }, false],
  ])('has no escape sequence in %s', (_, environment, isTTY) => {
    const { written } = open(environment, { isTTY });
    expect(written()).not.toContain('\u001b');
    expect(written()).not.toContain('7/15');
  });

  it('prints every line of the container with --verbose', () => {
    const { written } = open({ TERM: 'dumb' }, { verbose: true });
    expect(written().match(/model-000\d\d-of-00030/g)).toHaveLength(12);
    expect(open({ TERM: 'dumb' }).written()).not.toContain('-of-00030');
  });
});
