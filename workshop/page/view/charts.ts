import { type Chart, hasPoints, renderSvg } from '../../../lib/chart/index.ts';
import type { Language } from '../../text.ts';
import { type Html, html, trusted } from '../html.ts';
import { CHARTS, type Charts } from '../read/figures.ts';
import type { Context } from './context.ts';

/** The words of the library's charts in Chinese. */
const ZH: Readonly<Record<string, string>> = {
  'Requests waiting and running': '等待和运行中的请求',
  Replicas: '副本数',
  'Time to first token': '首 token 时间',
  'Generated tokens': '生成的 token',
  'Cost so far': '目前费用',
  requests: '请求',
  replicas: '副本',
  seconds: '秒',
  'tokens per second': 'token/秒',
  'US dollars': '美元',
  waiting: '等待',
  running: '运行中',
  desired: '期望',
  ready: '就绪',
  cost: '费用',
  maximum: '上限',
  'all pods': '所有 Pod',
  'target per replica': '每个副本的目标',
};

/** Widths of a drawing (its pixels are those of a text of 12), so that it is drawn for a phone and for a projector. */
const WIDTH = { least: 300, most: 900, step: 20 } as const;

/** The nearest width that is drawn. */
export function widthOf(asked: number): number {
  const { least, most, step } = WIDTH;
  return Number.isFinite(asked) ? Math.min(most, Math.max(least, Math.round(asked / step) * step)) : 480;
}

/** The charts that have something to draw. */
export function charts(all: Charts, width: number, { language, say }: Context): Html {
  const drawn = CHARTS.flatMap((name) => {
    const chart = all[name];
    if (!chart || !hasPoints(chart)) return [];
    const svg = renderSvg(translated(chart, language), {
      width,
      height: Math.round(Math.max(220, width * 0.5)),
      theme: 'host',
    });
    return [html`<li data-key="${name}" data-whole>${trusted(svg)}</li>`];
  });
  return drawn.length > 0 ? html`<ul class="charts">${drawn}</ul>` : html`<p class="quiet">${say('noData')}</p>`;
}

/** The chart in a language: its title, unit, names and text alternative. */
export function translated(chart: Chart, language: Language): Chart {
  if (language === 'en') return chart;
  const word = (text: string): string => ZH[text] ?? text;
  // `abcde waiting`: the end of a pod's name, then a word.
  const name = (text: string): string => ZH[text] ?? text.replace(/ (\w+)$/, (_, last: string) => ` ${word(last)}`);
  const series = chart.series.map((one) => ({ ...one, name: name(one.name) }));
  const unit = word(chart.unit);
  return {
    ...chart,
    title: word(chart.title),
    unit,
    xTitle: '时间（UTC）',
    series,
    ...(chart.thresholds && { thresholds: chart.thresholds.map((one) => ({ ...one, name: word(one.name) })) }),
    alt: `${word(chart.title)}随时间的变化。${series.map((one) => inWords(one.name, one.points, unit)).join('')}`,
  };
}

function inWords(name: string, points: Chart['series'][number]['points'], unit: string): string {
  const values = points.map(([, y]) => y).filter(Number.isFinite);
  if (values.length === 0) return `${name}：没有数值。`;
  const figure = (value: number): string => String(Number(value.toPrecision(3)));
  const [low, high] = [Math.min(...values), Math.max(...values)].map(figure);
  return `${name}：${low} 到 ${high} ${unit}，最后 ${figure(values.at(-1)!)}。`;
}
