import { describe, expect, it } from 'vitest';
import { messageOf, NOTHING, read, restOf, type Startup, timeOf } from '../../../../lib/log/live/startup.ts';

/** One line a second. */
function after(lines: readonly string[]): Startup {
  return lines.reduce((startup, line, at) => read(startup, line, at * 1000).startup, NOTHING);
}

const shards = (from: number, to: number): string[] =>
  Array.from(
    { length: to - from + 1 },
    (_, at) => `INFO Loading weights from /data/model-${String(from + at).padStart(5, '0')}-of-00030.safetensors`,
  );

describe('the log of a starting vLLM', () => {
  it('counts the shards by their files', () => {
    expect(after(shards(1, 12)).tasks).toMatchObject([{ name: 'weights', done: 12, of: 30 }]);
  });

  it('counts the shards of the progress bar that vLLM prints one line at a time', () => {
    const line = 'Loading safetensors checkpoint shards:  40% Completed | 12/30 [01:02<01:33,  5.20s/it]';
    expect(after([line]).tasks).toMatchObject([{ name: 'weights', done: 12, of: 30 }]);
  });

  it('expects the rest of the shards at their present rate', () => {
    const [task] = after(shards(1, 11)).tasks;
    expect(restOf(task!, 10_000)).toBe(19_000);
  });

  it('expects no rest before there is a rate, nor after the end', () => {
    expect(restOf(after(shards(1, 1)).tasks[0]!, 5_000)).toBeUndefined();
    expect(restOf(after(shards(1, 30)).tasks[0]!, 90_000)).toBeUndefined();
  });

  it('begins again after a restart of the container', () => {
    const [task] = after([...shards(1, 12), ...shards(1, 2)]).tasks;
    expect(task).toMatchObject({ done: 2, from: { at: 12_000, work: 1 } });
  });

  const PADDINGS = ['Prepared token paddings: [16, 32, 64]', 'Prepared request paddings: [8, 16]'];
  const COMPILING = 'Precompile all the subgraphs with possible input shapes.';

  it('computes the number of graphs from the padded shapes', () => {
    expect(after([...PADDINGS, COMPILING]).tasks).toMatchObject([{ name: 'graphs', done: 0, of: 3 + 4 * 2 }]);
  });

  it('counts more graphs than it has computed', () => {
    const compiled = Array.from({ length: 13 }, () => 'Compilation of compute_logits finished in 1.00 [secs].');
    expect(after([...PADDINGS, COMPILING, ...compiled]).tasks).toMatchObject([{ done: 13, of: 13 }]);
  });

  it('shows errors, and hides what only the full log needs', () => {
    const isShown = (line: string): boolean => read(NOTHING, line, 0).milestone;
    expect(isShown('(EngineCore_DP0 pid=1) ERROR 11-28 22:00:50 [core.py:1] failed')).toBe(true);
    expect(isShown('OSError: You are trying to access a gated repo.')).toBe(true);
    expect(isShown('(APIServer pid=1) INFO 11-28 22:24:22 [launcher.py:37] Route: /docs, Methods: GET')).toBe(false);
  });
});

describe('the message of a line', () => {
  it.each([
    ['(EngineCore_DP0 pid=272) INFO 11-28 22:01:14 [core.py:93] Initializing', 'Initializing'],
    ['(APIServer pid=1) INFO:     Application startup complete.', 'Application startup complete.'],
    ['OSError: gated', 'OSError: gated'],
  ])('of %s is %s', (line, message) => {
    expect(messageOf(line)).toBe(message);
  });
});

describe('the time of a line', () => {
  const at = Date.parse('2026-11-28T22:02:00Z');
  const line = '(EngineCore_DP0 pid=272) INFO 11-28 22:01:14 [core.py:93] Initializing';

  it('is its own stamp, since lines arrive late', () => {
    expect(timeOf(line, at)).toBe(Date.parse('2026-11-28T22:01:14Z'));
  });

  it('is its arrival if it has no stamp, or one of another time zone', () => {
    expect(timeOf('no stamp', at)).toBe(at);
    expect(timeOf(line, at - 8 * 3_600_000)).toBe(at - 8 * 3_600_000);
  });
});
