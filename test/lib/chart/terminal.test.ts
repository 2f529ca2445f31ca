import { describe, expect, test } from 'vitest';
import { renderTerminal } from '../../../lib/chart/index.ts';
import { chart, every15s, START } from './sample.ts';

const plain = { width: 60, height: 9, color: false };

describe('a chart in the terminal', () => {
  test('has a title, a unit, both axes, the line and a legend', () => {
    const thresholds = [{ name: 'target', value: 100 }];
    expect(renderTerminal(chart({ thresholds }), plain)).toMatchInlineSnapshot(`
      "Waiting
          requests
      400 ┤                           ****************************
          │                         **
      300 ┤                       **
          │                      *
      200 ┤                   ***
          │                ***
      100 ┤------------****---------------------------------------
          │         ***
        0 ┤*********
          └┬─────────────┬────────────┬─────────────┬────────────┬
           14:00:00  14:00:30      14:01:00     14:01:30  14:02:00
                                 time (UTC)
      * pod a   - target 100"
    `);
  });

  test('has bars with eighths of a cell', () => {
    const points = [
      [0, 10],
      [1, 40],
      [2, 25],
      [3, 0],
    ] as const;
    const bars = chart({
      x: 'value',
      xTitle: 'latency (seconds)',
      series: [{ name: '75 requests', points, role: 'bars' }],
    });
    expect(renderTerminal(bars, { ...plain, width: 40, height: 5 })).toMatchInlineSnapshot(`
      "Waiting
         requests
      40 ┤           ████████████
         │           ████████████▄▄▄▄▄▄▄▄▄▄▄▄
      20 ┤           ████████████████████████
         │███████████████████████████████████
       0 ┤███████████████████████████████████
         └┬──────────────────────┬────────────
          0                      2
                   latency (seconds)
      █ 75 requests"
    `);
  });

  test('holds the value of a step until the next', () => {
    const points = [
      [START, 1],
      [START + 60_000, 2],
      [START + 120_000, 2],
    ] as const;
    const lines = renderTerminal(chart({ series: [{ name: 'ready', points, role: 'step' }] }), plain).split('\n');
    const filled = lines.map((line) => line.replace(/[^*]/g, '').length);
    expect(Math.max(...filled)).toBeGreaterThan(25);
  });

  test('leaves a gap at a missing value', () => {
    const rendered = renderTerminal(
      chart({ series: [{ name: 'a', points: every15s([5, 5, 5, Number.NaN, Number.NaN, 5, 5, 5]) }] }),
      plain,
    );
    expect(rendered).toMatch(/\*{10,} {5,}\*{10,}/);
  });

  test('distinguishes series without colours', () => {
    const series = ['a', 'b', 'c'].map((name, index) => ({ name, points: every15s([index, index]) }));
    const legend = renderTerminal(chart({ series }), plain).split('\n').at(-1);
    expect(legend).toBe('* a   + b   o c');
  });

  test.each([20, 40, 80, 110, 200])('fits in %s columns', (width) => {
    const series = Array.from({ length: 6 }, (_, n) => ({ name: `vllm-tpu-7f5d9 ${n}`, points: every15s([n, n + 1]) }));
    const lines = renderTerminal(
      chart({ series: width < 40 ? series.map((one) => ({ ...one, name: 'a' })) : series }),
      { ...plain, width },
    ).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test('uses escape codes only for colours', () => {
    const coloured = renderTerminal(chart(), { ...plain, color: true });
    expect(coloured).toContain('\u001b[38;5;');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.replace(/\u001b\[[\d;]*m/g, '')).toBe(renderTerminal(chart(), plain));
  });

  test('removes control characters from names', () => {
    const evil = chart({ title: 'a\u001b[2Jb', series: [{ name: 'x\u0007\ny', points: every15s([1]) }] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for control characters
    expect(renderTerminal(evil, plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

test('throws for a chart without points', () => {
  const empty = chart({
    series: [
      { name: 'a', points: [] },
      { name: 'b', points: [[START, Number.NaN]] },
    ],
  });
  expect(() => renderTerminal(empty, plain)).toThrow(expect.objectContaining({ code: 'CHART_INPUT' }));
});

test('draws points without joining them', () => {
  const points = [
    [0, 0],
    [10, 10],
  ] as const;
  const series = [{ name: 'by target', points, role: 'points' } as const];
  const lines = renderTerminal(chart({ x: 'value', series }), plain).split('\n');
  expect(lines.slice(2, 11).filter((line) => line.includes('*'))).toHaveLength(2);
});
