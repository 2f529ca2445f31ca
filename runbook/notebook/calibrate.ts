import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ladderCharts } from '../../lib/calibration/index.ts';
import type { Chart } from '../../lib/chart/chart.ts';
import { calibrate as runLadder } from '../calibrate/calibrate.ts';
import { optionsOf } from '../calibrate/options.ts';
import { subjectOf } from '../calibrate/subject.ts';
import { notebook } from './shared.ts';

/** The flags of `npm run calibrate`; durations such as `8m`, limits such as `ttft=2s,itl=100ms`. */
export interface CalibrateFlags {
  readonly slo?: string;
  readonly waitBudget?: string;
  readonly coldStart?: string;
  readonly peak?: number;
  readonly outputTokens?: number;
  readonly maxConcurrency?: number;
  readonly output?: string;
}

/** What a calibration shows in a notebook. */
export interface CalibrationResult {
  /** Throughput, queue and time to the first token over the requests in flight. */
  readonly charts: readonly Chart[];
  /** The autoscaler's manifest, whose comments have the evidence. */
  readonly manifest: string;
  /** Its path, for HPA_FILE. */
  readonly file: string;
}

/**
 * Find the autoscaler's targets, as `npm run calibrate` does: `await calibrate({ slo: 'ttft=2s' })`. It asks nothing.
 * @throws RunbookError USAGE for a bad flag, WAIT_FAILED without the Deployment, NOT_DONE without a usable rung
 */
export async function calibrate(flags: CalibrateFlags = {}): Promise<CalibrationResult> {
  const options = optionsOf(
    Object.fromEntries(Object.entries(flags).map(([name, value]) => [dashed(name), `${value}`])),
  );
  return notebook.work(async (session) => {
    const { rungs, proposal, folder } = await runLadder(await subjectOf(undefined, session), options, session);
    const file = join(folder, 'vllm-hpa.yaml');
    return { charts: ladderCharts(rungs, proposal), manifest: await readFile(file, 'utf8'), file };
  });
}

/** `coldStart` is the flag `cold-start`. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
