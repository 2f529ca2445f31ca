import { setTimeout as delay } from 'node:timers/promises';

import type { Chart } from '../chart/chart.ts';
import { renderSvg } from '../chart/svg.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { display } from './display.ts';

/** Between two looks: real milliseconds, for the reader's eyes. */
const REDRAW = 1_000;

/**
 * Draw a chart again and again in one place while some work goes on, and once more when it is done.
 * @returns what the work gives. @throws what the work throws; RunbookError CHART_INPUT when there is nothing to draw in the end
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

/** Before the first samples there is nothing to draw. */
function nothingYet(error: unknown): void {
  if (!(error instanceof RunbookError && error.code === 'CHART_INPUT')) throw error;
}
