import { createRequire } from 'node:module';
import type { Display } from 'tslab';
import { renderSvg } from '../chart/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Log } from '../log/entry.ts';
import { redact } from '../log/redact.ts';
import { toHtml } from './html.ts';
import { add, type Page } from './page.ts';

/** A display in a cell's output. @throws RunbookError COMMAND_MISSING without tslab, which notebook kernels include */
export function display(): Display {
  try {
    return (createRequire(import.meta.url)('tslab') as typeof import('tslab')).newDisplay();
  } catch (cause) {
    throw new RunbookError('COMMAND_MISSING', 'tslab is not installed', { cause, remedy: 'npm install tslab' });
  }
}

/** A log in a cell's output, redrawn in place. */
export interface CellLog extends Log {
  /** Draw the final state. */
  end(): void;
}

/** Real milliseconds between two redraws. */
const REDRAW = 250;

/** @param secrets values to mask in every entry */
export function cellLog(secrets: () => readonly string[]): CellLog {
  const cell = display();
  const page: Page = [];
  let running = true;
  let drawn = Number.NEGATIVE_INFINITY;
  let due: NodeJS.Timeout | undefined;
  const draw = (): void => {
    clearTimeout(due);
    due = undefined;
    drawn = performance.now();
    if (page.length > 0) cell.html(redact(toHtml(page, { running }), secrets()));
  };
  return {
    write(entry) {
      if (entry.kind === 'chart') {
        draw();
        display().svg(renderSvg(entry.chart));
        return;
      }
      add(page, entry);
      due ??= setTimeout(draw, Math.max(0, REDRAW - (performance.now() - drawn)));
    },
    end: () => {
      running = false;
      draw();
    },
  };
}
