import { describe, expect, test } from 'vitest';
import { type Chart, renderSvg } from '../../../lib/chart/index.ts';
import { chart, every15s, START } from './sample.ts';

/** Throws for malformed text: unbalanced tags, unquoted attributes, a stray &. */
function elements(svg: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const open: string[] = [];
  const found = [];
  for (const [tag, close, name, rest, empty, text] of svg.matchAll(
    /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>([^<]*)/gi,
  )) {
    if (close && open.pop() !== name) throw new Error(`${tag} closes nothing`);
    if (/&(?!#\d+;)/.test(text!)) throw new Error(`A stray & in ${text}`);
    if (close) continue;
    if (!empty) open.push(name!);
    found.push({
      name: name!,
      attributes: Object.fromEntries([...rest!.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
      text: text!,
    });
  }
  if (open.length > 0) throw new Error(`${open} is never closed`);
  return found;
}

const paths = (svg: string, kind: string): string[] =>
  elements(svg)
    .filter(({ attributes }) => attributes.class?.endsWith(kind))
    .map(({ attributes }) => attributes.d!);

describe('an SVG', () => {
  test('is well-formed, self-contained and has a text alternative', () => {
    const svg = renderSvg(chart());
    const all = elements(svg);
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['svg', 'title', 'desc', 'style', 'rect', 'path', 'text']),
    );
    expect(all.find(({ name }) => name === 'svg')!.attributes).toMatchObject({ role: 'img', viewBox: '0 0 720 360' });
    expect(all.find(({ name }) => name === 'title')!.text).toBe('Waiting');
    expect(all.find(({ name }) => name === 'desc')!.text).toBe('Waiting requests over time.');
    expect(svg).not.toMatch(/href|url\(|<script|@import/);
  });

  test('has the same bytes for the same input', () => {
    expect(renderSvg(chart())).toBe(renderSvg(chart()));
  });

  test('escapes names', () => {
    const evil = `</title><script>alert("1")</script>&'`;
    const svg = renderSvg(
      chart({ title: evil, alt: evil, unit: evil, series: [{ name: evil, points: every15s([1, 2]) }] }),
    );
    expect(elements(svg).filter(({ name }) => name === 'script')).toEqual([]);
  });

  test('labels both axes with units, and every series and threshold', () => {
    const series = ['a', 'b'].map((name) => ({ name, points: every15s([1, 2]) }));
    const texts = elements(renderSvg(chart({ series, thresholds: [{ name: 'target', value: 0.1 * 3 }] }))).map(
      ({ text }) => text.trim(),
    );
    expect(texts).toEqual(expect.arrayContaining(['requests', 'time (UTC)', 'a', 'b', 'target 0.3']));
  });

  test("follows the reader's light or dark theme by default", () => {
    expect(renderSvg(chart())).toContain('prefers-color-scheme: dark');
    for (const theme of ['light', 'dark'] as const)
      expect(renderSvg(chart(), { theme })).not.toContain('prefers-color-scheme');
    expect(renderSvg(chart(), { theme: 'dark' })).not.toContain('#ffffff');
  });

  test('distinguishes series by colour and by dashes or marker', () => {
    const series = Array.from({ length: 9 }, (_, n) => ({ name: `${n}`, points: every15s([n, n]) }));
    const lines = elements(renderSvg(chart({ series }))).filter(({ attributes }) =>
      attributes.class?.endsWith(' line'),
    );
    const looks = lines.slice(-9).map(({ attributes }) => `${attributes.class} ${attributes['stroke-dasharray']}`);
    expect(new Set(looks).size).toBe(9);
  });

  test('breaks a line at a gap, and holds a step', () => {
    const gap = chart({ series: [{ name: 'a', points: every15s([1, 2, Number.NaN, 3, 4]) }] });
    expect(paths(renderSvg(gap), ' line').at(-1)!.match(/M/g)).toHaveLength(2);
    const step = chart({ series: [{ name: 'a', points: every15s([1, 2]), role: 'step' }] });
    const corners = paths(renderSvg(step), ' line')
      .at(-1)!
      .slice(1)
      .split('L')
      .map((pair) => pair.split(',').map(Number));
    expect(corners[1]![1]).toBe(corners[0]![1]);
    expect(corners[1]![0]).toBe(corners[2]![0]);
  });

  test('shows a single point', () => {
    expect(paths(renderSvg(chart({ series: [{ name: 'a', points: every15s([3]) }] })), ' mark').length).toBeGreaterThan(
      1,
    );
  });

  test('sorts points, and ignores points without a finite x', () => {
    const points = [
      [START + 30_000, 2],
      [START, 1],
      [Number.NaN, 9],
    ] as const;
    const sorted = [
      [START, 1],
      [START + 30_000, 2],
    ] as const;
    expect(renderSvg(chart({ series: [{ name: 'a', points }] }))).toBe(
      renderSvg(chart({ series: [{ name: 'a', points: sorted }] })),
    );
  });

  test('throws for a chart without points', () => {
    expect(() => renderSvg(chart({ series: [] }))).toThrow(expect.objectContaining({ code: 'CHART_INPUT' }));
  });
});

describe('several charts below one another', () => {
  const late = chart({
    unit: 'replicas',
    series: [
      {
        name: 'ready',
        points: [
          [START + 60_000, 1],
          [START + 600_000, 2],
        ],
      },
    ],
  });

  test('share the x scale and the left edge', () => {
    const svg = renderSvg([chart({ series: [{ name: 'a', points: every15s([100_000, 0]) }] }), late]);
    const edges = elements(svg)
      .map(({ attributes }) => attributes.d ?? '')
      .filter((d) => /^M[\d.]+,[\d.]+V/.test(d))
      .map((d) => d.split(',')[0]);
    expect(new Set(edges).size).toBe(1);
    const labels = elements(svg)
      .filter(({ text }) => /^14:\d\d$/.test(text.trim()))
      .map(({ attributes, text }) => `${attributes.x} ${text.trim()}`);
    expect(labels.slice(0, labels.length / 2)).toEqual(labels.slice(labels.length / 2));
  });

  test('have the height of all charts together', () => {
    expect(renderSvg([chart(), late], { height: 250 })).toContain('viewBox="0 0 720 500"');
  });
});

const spans: [string, Chart][] = [
  ['a second', 1],
  ['a minute', 60],
  ['ten minutes', 600],
  ['two hours', 7200],
  ['three days', 259_200],
  ['a year', 31_536_000],
].map(([name, seconds]) => [
  name as string,
  chart({
    series: [
      {
        name: 'a',
        points: [
          [START, 0],
          [START + Number(seconds) * 1000, 123_456_789],
        ],
      },
    ],
  }),
]);
for (const high of [0, 1, 2, 0.001, 7, 1e6, 1e12])
  spans.push([`0 to ${high}`, chart({ series: [{ name: 'a', points: every15s([0, high]) }] })]);
spans.push(['negative values', chart({ series: [{ name: 'a', points: every15s([-5, 5]) }] })]);
spans.push([
  'twenty long names',
  chart({
    series: Array.from({ length: 20 }, (_, n) => ({
      name: `vllm-tpu-7f5d9c8b6d-${n} 等待的请求`,
      points: every15s([n, n]),
    })),
  }),
]);

describe.each(spans)('labels over %s', (_, drawn) => {
  test.each([
    [320, 200],
    [720, 360],
    [1200, 300],
  ])('do not overlap and stay within %s x %s', (width, height) => {
    const svg = renderSvg(drawn, { width, height });
    const total = Number(/viewBox="0 0 \d+ (\d+)/.exec(svg)![1]);
    const size = (attributes: Record<string, string>): number => (attributes.class === 'title' ? 15 : 12);
    const boxes = elements(svg)
      .filter(({ name, text }) => name === 'text' && text.trim() !== '')
      .map(({ attributes, text }) => {
        const long =
          [...text.trim()].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : 0.55), 0) * size(attributes);
        const anchor = attributes.class?.includes('end') ? 1 : attributes.class?.includes('middle') ? 0.5 : 0;
        const left = Number(attributes.x) - long * anchor;
        const bottom = Number(attributes.y) + 2;
        return { text: text.trim(), left, right: left + long, top: bottom - size(attributes), bottom };
      });
    for (const box of boxes) {
      expect(box.left, box.text).toBeGreaterThanOrEqual(0);
      expect(box.right, box.text).toBeLessThanOrEqual(width);
      expect(box.bottom, box.text).toBeLessThanOrEqual(total);
      const overlaps = boxes.filter(
        (other) =>
          other !== box &&
          other.left < box.right &&
          box.left < other.right &&
          other.top < box.bottom &&
          box.top < other.bottom,
      );
      expect(overlaps, box.text).toEqual([]);
    }
  });
});

test('draws points without a line, each with its label, sorted together', () => {
  const points = [
    [60, 1],
    [40, 9],
  ] as const;
  const series = [{ name: 'by target', role: 'points', points, labels: ['4', '8'] } as const];
  const svg = renderSvg(chart({ x: 'value', series }));
  expect(paths(svg, 'line')).toEqual([]);
  // Two points, and the sample of the legend.
  expect(paths(svg, 'mark')).toHaveLength(3);
  const at = (label: string): number =>
    Number(elements(svg).find(({ text, attributes }) => text === label && !attributes.class)!.attributes.x);
  expect(at('8')).toBeLessThan(at('4'));
});
