import type { LogEntry } from '../log/entry.ts';

type Text = Exclude<LogEntry, { kind: 'chart' | 'log-line' }>;

/** The last lines of a container's log (or of another command) that came during one step. */
export interface LogBlock {
  readonly kind: 'log';
  readonly lines: string[];
  /** How many lines came before those. */
  left: number;
}

/** A server under load writes thousands. */
const KEPT = 200;

/** What one cell has said so far. */
export type Page = (Text | LogBlock)[];

/**
 * Adds an entry: a wait stays in its one place from its first look to its end, and so does a log. What a wait was thought to
 * be held up by goes when it is over.
 */
export function add(page: Page, entry: Exclude<LogEntry, { kind: 'chart' }>): void {
  if (entry.kind === 'log-line') {
    const block = page.slice(lastStep(page)).find((item) => item.kind === 'log');
    if (!block) page.push({ kind: 'log', lines: [entry.text], left: 0 });
    else if (block.lines.push(entry.text) > KEPT) block.left += block.lines.splice(0, 1).length;
    return;
  }
  const place = entry.kind === 'waiting' || entry.kind === 'met' ? waitOf(page, entry.what) : -1;
  if (place < 0) {
    page.push(entry);
    return;
  }
  page[place] = entry;
  if (entry.kind === 'met')
    page.splice(place, page.length, ...page.slice(place).filter(({ kind }) => kind !== 'cause'));
}

function lastStep(page: Page): number {
  return Math.max(
    0,
    page.findLastIndex(({ kind }) => kind === 'step'),
  );
}

function waitOf(page: Page, what: string): number {
  return page.findLastIndex((item) => item.kind === 'waiting' && item.what === what);
}
