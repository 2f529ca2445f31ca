import { cumsum } from 'd3-array';
import { type Chart, drawable } from './chart.ts';
import { domainOf } from './frame.ts';
import { type Palette, palettes } from './palette.ts';
import { drawPanel, layOut } from './panel.ts';
import { escapeXml } from './xml.ts';

/** Size and theme of an SVG. */
export interface SvgOptions {
  /** Pixels. @default 720 */
  readonly width?: number;
  /** Pixels of each chart; a long legend may add to it. @default 360 */
  readonly height?: number;
  /** `auto` follows the reader's preference; `host` leaves the style to the page around it. @default 'auto' */
  readonly theme?: ChartTheme;
}

export type ChartTheme = 'auto' | 'light' | 'dark' | 'host';

/**
 * A chart, or several below one another over the same x, as a self-contained SVG document: no script, no font, no
 * external reference. The same input gives the same bytes.
 * @throws RunbookError CHART_INPUT when a chart has no point to draw
 * @example
 * const series = await session.metrics.queryRange('up', { last: '10m' });
 * writeFileSync('up.svg', renderSvg(seriesChart(series)));
 */
export function renderSvg(input: Chart | readonly Chart[], options: SvgOptions = {}): string {
  const { width = 720, height = 360, theme = 'auto' } = options;
  const charts = (Array.isArray(input) ? (input as readonly Chart[]) : [input as Chart]).map(drawable);
  const domain = domainOf(charts);
  const layouts = charts.map((chart) => layOut(chart, width, height));
  const gutter = Math.max(...layouts.map((layout) => layout.gutter));
  const ends = cumsum(layouts.map((layout) => layout.height));
  const panels = charts.map((chart, index) => {
    const drawn = drawPanel(chart, { ...layouts[index]!, gutter }, width, domain);
    return `<g transform="translate(0,${ends[index]! - layouts[index]!.height})">\n${drawn}\n</g>`;
  });
  const total = ends.at(-1)!;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="vllm-chart-${theme}" role="img" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}">
<title>${escapeXml(charts.map(({ title }) => title).join('; '))}</title>
<desc>${escapeXml(charts.map(({ alt }) => alt).join(' '))}</desc>
${theme === 'host' ? '' : `<style>${chartStyle(theme)}</style>\n`}<rect class="ground" width="${width}" height="${total}"/>
${panels.join('\n')}
</svg>
`;
}

/** The style sheet of the charts of a theme. That of `host` follows `color-scheme` of the page (CSS `light-dark()`). */
export function chartStyle(theme: ChartTheme): string {
  const scope = `.vllm-chart-${theme}`;
  const base = colours(scope, theme === 'host' ? mixed : palettes[theme === 'dark' ? 'dark' : 'light']);
  const other = theme === 'auto' ? `\n@media (prefers-color-scheme: dark) {\n${colours(scope, palettes.dark)}\n}` : '';
  return `
${scope} text { font: 12px system-ui, "Helvetica Neue", Arial, sans-serif; }
${scope} .title { font-size: 15px; font-weight: 600; }
${scope} .middle { text-anchor: middle; }
${scope} .end { text-anchor: end; }
${scope} .line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
${scope} .mark { fill: currentColor; stroke: none; }
${scope} .bar { fill: currentColor; fill-opacity: 0.75; stroke: none; }
${scope} .grid, ${scope} .axis { fill: none; stroke-width: 1; }
${scope} .threshold { fill: none; stroke-width: 1.5; stroke-dasharray: 4 4; }
${base}${other}
`;
}

const either = (light: string, dark: string): string => `light-dark(${light}, ${dark})`;
const { light, dark } = palettes;
const mixed: Palette = {
  ground: either(light.ground, dark.ground),
  text: either(light.text, dark.text),
  faint: either(light.faint, dark.faint),
  grid: either(light.grid, dark.grid),
  series: light.series.map((colour, index) => either(colour, dark.series[index]!)),
};

function colours(scope: string, { ground, text, faint, grid, series }: Palette): string {
  return [
    `${scope} .ground { fill: ${ground}; }`,
    `${scope} text { fill: ${text}; }`,
    `${scope} text.faint { fill: ${faint}; }`,
    `${scope} .grid { stroke: ${grid}; }`,
    `${scope} .axis { stroke: ${faint}; }`,
    `${scope} .threshold { stroke: ${text}; }`,
    ...series.map((colour, index) => `${scope} .c${index} { color: ${colour}; }`),
  ].join('\n');
}
