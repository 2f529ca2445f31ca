export { charts } from './charts.ts';
export { csvReport } from './csv.ts';
export { jsonReport, readJsonReport } from './json.ts';
export { mergeResults } from './merge.ts';
export { failedOf, type Interval, type ReplicaCount, type Result, type Setup } from './result.ts';
export { tablesOf, time } from './table.ts';
export { markdownReport, textReport } from './text.ts';
