import { expect, test } from 'vitest';
import type { Clock } from '../../../../sandbox/core/clock.ts';
import { EngineRun, STEP } from './engine-run.ts';

test('the step that ends the prefill gives the first token, each later step one more', () => {
  const run = new EngineRun();
  run.submit('a', 10, 5);
  run.steps(10);
  expect(run.finished).toMatchObject([{ name: 'a', at: 5 * STEP }]);
  expect(run.stats.generationTokens).toBe(5);
  expect(run.stats.promptTokens).toBe(10);
});

test('a long prompt is computed in chunks of the token budget', () => {
  const run = new EngineRun();
  const sequence = run.submit('a', 1300, 2);
  run.steps(10);
  expect(sequence.firstTokenAt).toBe(3 * STEP);
});

test('running requests get the budget before waiting ones, and what is left of it starts the next prefill', () => {
  const tokens: number[] = [];
  const run = new EngineRun({
    stepTime: (scheduled) => {
      tokens.push(scheduled);
      return STEP;
    },
  });
  run.submit('a', 100, 10);
  run.submit('b', 700, 10);
  run.steps(3);
  // 100 and 412 of b; then a's token and 288 of b; then both decode.
  expect(tokens.slice(0, 3)).toEqual([512, 289, 2]);
});

test('never more than max-num-seqs run, the others wait first come first served', () => {
  const run = new EngineRun({ scheduler: { maxNumSeqs: 2 } });
  for (const name of ['a', 'b', 'c', 'd']) run.submit(name, 10, name === 'a' ? 3 : 5);
  run.steps(1);
  expect(run.gauges).toEqual([2, 2]);
  run.steps(20);
  expect(run.finished.map(({ name, at }) => [name, at / STEP])).toEqual([
    ['a', 3],
    ['b', 5],
    ['c', 8],
    ['d', 10],
  ]);
});

test('a request that does not fit into the KV cache keeps those behind it waiting', () => {
  // Four blocks to get: one for a, then b wants four, c would fit.
  const run = new EngineRun({ scheduler: { numBlocks: 5 } });
  run.submit('a', 200, 20);
  run.submit('b', 1000, 2);
  run.submit('c', 10, 2);
  run.steps(5);
  expect(run.gauges).toEqual([1, 2]);
  run.steps(60);
  expect(run.finished.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('a running request without a free block preempts the last one, which starts again with what it has said', () => {
  const run = new EngineRun({ scheduler: { numBlocks: 4, enablePrefixCaching: false } });
  run.submit('a', 250, 300);
  run.submit('b', 250, 300);
  run.steps(7);
  expect(run.gauges).toEqual([2, 0]);
  // In the eighth step both need a second block; one is left, and b, the last, makes room.
  run.steps(1);
  expect(run.gauges).toEqual([1, 1]);
  run.steps(260);
  expect(run.stats.preemptions).toBe(1);
  expect(run.gauges).toEqual([1, 1]);
  run.steps(400);
  expect(run.finished.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(run.stats.generationTokens).toBe(600);
  expect(run.stats.kvCacheUsage).toBe(0);
});

test('a request that arrives during a step is counted as waiting only if the next one cannot take it', () => {
  const run = new EngineRun({ scheduler: { maxNumSeqs: 1 } });
  run.submit('a', 10, 5);
  run.clock.pass(STEP / 2);
  run.submit('b', 10, 1);
  run.clock.pass(STEP / 2);
  expect(run.gauges).toEqual([1, 0]);
  run.clock.pass(STEP);
  expect(run.gauges).toEqual([1, 1]);
});

test('gauges keep the state of the last step and an idle engine ends at zero, without a timer', () => {
  const run = new EngineRun();
  run.submit('a', 10, 2);
  run.clock.pass(STEP / 2);
  expect(run.gauges).toEqual([0, 0]);
  run.clock.pass(STEP);
  expect(run.gauges).toEqual([1, 0]);
  run.clock.pass(1000);
  expect(run.gauges).toEqual([0, 0]);
  expect(run.engine.steps).toBe(2);
});

test('an aborted request leaves after the step in flight and does not count as a success', () => {
  const run = new EngineRun();
  const sequence = run.submit('a', 10, 100);
  run.submit('b', 10, 100);
  run.clock.pass(2.5 * STEP);
  run.engine.abort(sequence);
  expect(run.gauges).toEqual([2, 0]);
  run.clock.pass(2 * STEP);
  expect(run.gauges).toEqual([1, 0]);
  run.clock.pass(2000);
  expect(run.finished.map(({ name }) => name)).toEqual(['b']);
  expect(run.stats.finished).toMatchObject({ length: 1, abort: 0 });
  expect(run.stats.kvCacheUsage).toBe(0);
});

test('a request that waits can be aborted, and one that has not reached the engine', () => {
  const run = new EngineRun({ scheduler: { maxNumSeqs: 1 } });
  run.submit('a', 10, 4);
  const waiting = run.submit('b', 10, 4);
  run.clock.pass(1.5 * STEP);
  const arriving = run.submit('c', 10, 4);
  run.engine.abort(waiting);
  run.engine.abort(arriving);
  run.clock.pass(1000);
  expect(run.finished.map(({ name }) => name)).toEqual(['a']);
  expect(run.gauges).toEqual([0, 0]);
});

test('a full block of a shared prompt prefix is computed once', () => {
  const run = new EngineRun();
  const shared = Array.from({ length: 600 }, (_, i) => i);
  run.submit('a', shared, 2);
  run.steps(4);
  const second = run.submit('b', [...shared.slice(0, 520), 7, 8], 2);
  run.steps(4);
  expect(second.cached).toBe(512);
  expect(run.stats).toMatchObject({ prefixQueries: 600 + 522, prefixHits: 512, cachedPromptTokens: 512 });
});

test('at least the last token of a prompt is computed, so a prompt of whole blocks reuses one less', () => {
  const run = new EngineRun();
  const prompt = Array.from({ length: 512 }, (_, i) => i);
  run.submit('a', prompt, 1);
  run.steps(3);
  const again = run.submit('b', prompt, 1);
  run.steps(3);
  expect(again.cached).toBe(256);
});

test('what was generated can be reused as the beginning of the next prompt', () => {
  const run = new EngineRun();
  const prompt = Array.from({ length: 200 }, (_, i) => i);
  run.submit('a', prompt, 100, { outputToken: (index) => 5000 + index });
  run.steps(101);
  const said = Array.from({ length: 100 }, (_, i) => 5000 + i);
  const next = run.submit('b', [...prompt, ...said, 1, 2, 3], 1);
  run.steps(2);
  expect(next.cached).toBe(256);
});

test('another cache salt shares nothing', () => {
  const run = new EngineRun();
  const prompt = Array.from({ length: 600 }, (_, i) => i);
  run.submit('a', prompt, 1, { cacheSalt: 'one' });
  run.steps(3);
  const other = run.submit('b', prompt, 1, { cacheSalt: 'two' });
  run.steps(3);
  expect(other.cached).toBe(0);
});

test('followers get every token', () => {
  const run = new EngineRun();
  const heard: number[] = [];
  run.submit('a', 10, 4, { streams: true, onToken: (outputs) => heard.push(outputs) });
  run.steps(6);
  expect(heard).toEqual([1, 2, 3, 4]);
});

test('the frontend and the pipeline delay a request, not the engine', () => {
  const run = new EngineRun({ frontendLatency: 20, asyncScheduling: true });
  const first = run.submit('a', 10, 100);
  run.clock.pass(65);
  const second = run.submit('b', 10, 5);
  run.clock.pass(2000);
  expect(first.firstTokenAt).toBe(30);
  // Through the frontend at 85; the step that begins at 90 was composed at 80, so it is in the one from 100 to 110.
  expect(second.firstTokenAt).toBe(110);
});

test('KV cache usage is the share of blocks held', () => {
  const run = new EngineRun({ scheduler: { numBlocks: 11 } });
  run.submit('a', 300, 50);
  run.steps(3);
  expect(run.stats.kvCacheUsage).toBeCloseTo(0.2);
});

test('times of a request add up', () => {
  const run = new EngineRun({ scheduler: { maxNumSeqs: 1 } });
  run.submit('a', 10, 5);
  run.submit('b', 600, 5);
  run.clock.pass(1000);
  const { sequence } = run.finished[1]!;
  expect(sequence.scheduledAt - sequence.queuedAt).toBe(5 * STEP);
  expect(sequence.firstTokenAt - sequence.scheduledAt).toBe(2 * STEP);
  expect(sequence.lastTokenAt - sequence.firstTokenAt).toBe(4 * STEP);
  expect(run.stats.e2eLatency.sum).toBeCloseTo((5 + 11) * (STEP / 1000));
  expect(run.stats.interTokenLatency.count).toBe(8);
});

test('a request whose time is rounded is received at the first wake', () => {
  // 511.787… + 4.8 is rounded, so that the sum less 4.8 is earlier than the arrival.
  const [arrivedAt, frontendLatency] = [511.7873867008793, 4.8];
  const fired: (() => void)[] = [];
  let now = arrivedAt;
  const clock = {
    now: () => now,
    setTimeout: (fire: () => void, delay: number) => {
      fired.push(() => {
        now += delay;
        fire();
      });
      return { cancel: () => undefined };
    },
  } as unknown as Clock;
  const { engine } = new EngineRun({ clock, frontendLatency });
  const sequence = engine.submit({ promptTokens: [1], outputLength: 1, finishReason: 'length' });
  fired.shift()!();
  expect(sequence.state).toBe('prefill');
});
