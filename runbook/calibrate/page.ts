import { figuresOf, flawOf, ladderCharts, plusMinus, type Rung } from '../../lib/calibration/index.ts';
import type { Chart } from '../../lib/chart/index.ts';
import { renderSvg } from '../../lib/chart/index.ts';
import { escapeXml } from '../../lib/chart/xml.ts';
import { threeDigits } from '../../lib/log/digits.ts';
import type { Calibration } from './calibrate.ts';
import { proposalRows } from './format.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.about { opacity: 0.75; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.3rem 0.6rem; border-bottom: 1px solid #8884; vertical-align: top; }
th { font-weight: 600; }
td.text, th.text { text-align: left; }
tr.flawed { opacity: 0.6; }
pre { background: #8882; padding: 0.8rem; border-radius: 6px; white-space: pre-wrap; font-size: 12.5px; }
td:first-child { white-space: nowrap; }
svg { max-width: 100%; height: auto; margin-top: 1rem; }
`;

/** A part of the page after the ladder. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly charts: readonly Chart[];
}

/** The report as one page, with its pictures inside. @param manifest the autoscaler's text */
export function reportPage(found: Calibration, manifest: string, about: string, more: readonly Section[] = []): string {
  const { rungs, proposal, subject } = found;
  const title = `Calibration of ${subject.deployment}`;
  const figures = proposalRows(proposal).map(([name, figure]) => [
    name,
    `${Number.isFinite(figure.value) ? threeDigits(figure.value) : 'none'} ${figure.unit}`,
    figure.formula,
    figure.uncertainty,
  ]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p class="about">${escapeXml(about)}</p>
<h2>The numbers</h2>
${table(['number', 'value', 'formula', 'uncertainty'], figures, [0, 1, 2, 3])}
<h2>The ladder on one replica</h2>
<p>Each rung keeps this many requests in flight. Little's law says that throughput times latency is that number; a rung on which it fails does not count.</p>
${table(RUNG_COLUMNS, rungs.map(cellsOf), [8], (at) => flawOf(rungs[at]!) !== undefined)}
${pictures(ladderCharts(rungs, proposal))}
${more.map(section).join('\n')}
<h2>vllm-hpa.yaml</h2>
<pre>${manifest.trimEnd().split('\n').map(escapeXml).join('\n')}</pre>
</body>
</html>
`;
}

const RUNG_COLUMNS = [
  'in flight',
  'tokens/s',
  'latency (s)',
  'running',
  'waiting',
  'KV cache',
  'TTFT p50 (s)',
  'TTFT p99 (s)',
  "Little's law",
];

function cellsOf(rung: Rung): readonly string[] {
  const { concurrency, tokenRate, latency, running, waiting, cacheUsage, little } = figuresOf(rung);
  const first = rung.timeToFirstToken;
  return [
    String(concurrency),
    plusMinus(tokenRate),
    latency.toFixed(1),
    running.toFixed(0),
    waiting.toFixed(0),
    `${(cacheUsage * 100).toFixed(0)} %`,
    first ? first.p50.toFixed(2) : '–',
    first ? first.p99.toFixed(2) : '–',
    flawOf(rung) ?? `${(little * 100).toFixed(1)} %`,
  ];
}

function section({ title, text, table: { head, rows }, charts }: Section): string {
  return `<h2>${escapeXml(title)}</h2>\n<p>${escapeXml(text)}</p>\n${table(head, rows, [0])}\n${pictures(charts)}`;
}

const pictures = (charts: readonly Chart[]): string =>
  charts.map((chart) => `<div class="wide">${renderSvg(chart, { width: 920, height: 300 })}</div>`).join('\n');

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: readonly number[],
  faded: (row: number) => boolean = () => false,
): string {
  const cell = (tag: string) => (text: string, at: number) =>
    `<${tag}${texts.includes(at) ? ' class="text"' : ''}>${escapeXml(text)}</${tag}>`;
  const line = (row: readonly string[], at: number): string =>
    `<tr${faded(at) ? ' class="flawed"' : ''}>${row.map(cell('td')).join('')}</tr>`;
  return `<div class="wide"><table>\n<tr>${head.map(cell('th')).join('')}</tr>\n${rows.map(line).join('\n')}\n</table></div>`;
}
