import { type Figure, figuresOf, flawOf, type Proposal, plusMinus, type Rung } from '../../lib/calibration/index.ts';
import { threeDigits } from '../../lib/log/digits.ts';

const WIDTHS = [9, 16, 10, 9, 9, 7, 10, 9] as const;

const row = (cells: readonly string[]): string => cells.map((cell, at) => cell.padStart(WIDTHS[at] ?? 0)).join(' ');

/** The head of the table of rungs. */
export const RUNG_HEAD = row(['in flight', 'tokens/s', 'latency', 'running', 'waiting', 'KV', 'TTFT p99', "Little's"]);

export function formatRung(rung: Rung): string {
  const { concurrency, tokenRate, latency, running, waiting, cacheUsage, little } = figuresOf(rung);
  const flaw = flawOf(rung);
  const line = row([
    String(concurrency),
    plusMinus(tokenRate),
    `${latency.toFixed(1)} s`,
    running.toFixed(0),
    waiting.toFixed(0),
    `${(cacheUsage * 100).toFixed(0)} %`,
    rung.timeToFirstToken ? `${rung.timeToFirstToken.p99.toFixed(2)} s` : '–',
    `${(little * 100).toFixed(1)} %`,
  ]);
  return [line, ...(flaw ? [`  does not count: ${flaw}`] : []), ...rung.doubts.map((text) => `  doubt: ${text}`)].join(
    '\n',
  );
}

/** The numbers of the proposal by name, without those that it does not have. */
export function proposalRows({ capacity, targets, scaling }: Proposal): readonly (readonly [string, Figure])[] {
  const rows: readonly (readonly [string, Figure | undefined])[] = [
    ['X_sat', capacity.saturation],
    ['running_max', capacity.runningMax],
    ['queue onset', capacity.queueOnset],
    ['KV cache onset', capacity.cacheOnset],
    ['SLO point', capacity.sloPoint],
    ['allowed queue', targets.allowed],
    ['growth', targets.growth],
    ['peak queue', targets.peakQueue],
    ['peak wait', targets.peakWait],
    ['T: waiting', targets.queue],
    ['T: running', targets.running],
    ['minReplicas', scaling.min],
    ['maxReplicas', scaling.max],
  ];
  return rows.filter((one): one is readonly [string, Figure] => one[1] !== undefined);
}

/** Each number of the proposal in a line, with its formula and uncertainty. */
export function formatProposal(proposal: Proposal): string {
  const rows = proposalRows(proposal);
  const label = Math.max(...rows.map(([name]) => name.length));
  const amounts = rows.map(([, { value, unit }]) => `${Number.isFinite(value) ? threeDigits(value) : 'none'} ${unit}`);
  const width = Math.max(...amounts.map((text) => text.length));
  return rows
    .map(
      ([name, { formula, uncertainty }], at) =>
        `${name.padEnd(label)}  ${amounts[at]!.padEnd(width)}  ${formula} (${uncertainty})`,
    )
    .join('\n');
}
