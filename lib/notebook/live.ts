import { setTimeout as delay } from 'node:timers/promises';

import type { Chart } from '../chart/chart.ts';
import { renderSvg } from '../chart/svg.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { display } from './display.ts';

/** Real milliseconds between two redraws. */
const REDRAW = 1_000;

/**
 * Redraw a chart in one place until some work is done, and once more afterwards.
 * @returns the result of the work. @throws the error of the work; RunbookError CHART_INPUT when the final chart is
 * empty
 */
export async function drawDuring<T>(
  work: Promise<T>,
  ask: () => Promise<Chart | readonly Chart[]> | Chart | readonly Chart[],
): Promise<T> {
  const cell = display();
  const draw = async (): Promise<void> => cell.svg(renderSvg(await ask()));
  const ended = new AbortController();
  const end = (): void => ended.abort();
  work.then(end, end);
  while (!ended.signal.aborted) {
    await draw().catch(nothingYet);
    await delay(REDRAW, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  const result = await work;
  await draw();
  return result;
}

/** The chart is empty before the first samples. */
function nothingYet(error: unknown): void {
  if (!(error instanceof RunbookError && error.code === 'CHART_INPUT')) throw error;
}
