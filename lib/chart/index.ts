export type { Chart, ChartSeries, Point, Role, Threshold } from './chart.ts';
export { hasPoints } from './chart.ts';
export { seriesChart } from './series.ts';
export { renderSvg, type SvgOptions } from './svg.ts';
export { renderTerminal, type TerminalOptions } from './terminal.ts';
export {
  costSoFar,
  interTokenLatency,
  kvCacheUsage,
  loadLatency,
  type Quantiles,
  replicas,
  timeToFirstToken,
  tokensPerSecond,
  waitingAndRunning,
} from './vllm.ts';
