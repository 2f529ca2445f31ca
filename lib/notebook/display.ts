import { newDisplay } from 'tslab';
import { renderSvg } from '../chart/index.ts';
import type { Log } from '../log/entry.ts';
import { redact } from '../log/redact.ts';
import { toHtml } from './html.ts';
import { add, type Page } from './page.ts';

/** A log in a cell's output, redrawn in place while things go on. */
export interface CellLog extends Log {
  /** Draw it for the last time. */
  end(): void;
}

/** Between two redraws: real milliseconds, for the reader's eyes and the front end's sake. */
const REDRAW = 250;

/** @param secrets values that are never shown, whatever they come in */
export function cellLog(secrets: () => readonly string[]): CellLog {
  const display = newDisplay();
  const page: Page = [];
  let running = true;
  let drawn = Number.NEGATIVE_INFINITY;
  let due: NodeJS.Timeout | undefined;
  const draw = (): void => {
    clearTimeout(due);
    due = undefined;
    drawn = performance.now();
    if (page.length > 0) display.html(redact(toHtml(page, { running }), secrets()));
  };
  return {
    write(entry) {
      if (entry.kind === 'chart') {
        draw();
        newDisplay().svg(renderSvg(entry.chart));
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
