import type { LogEntry } from '../log/entry.ts';

type Text = Exclude<LogEntry, { kind: 'chart' | 'log-line' }>;

/** The last log lines of a container or command during one step. */
export interface LogBlock {
  readonly kind: 'log';
  readonly lines: string[];
  /** The number of earlier lines. */
  left: number;
}

/** The number of lines to keep: a server under load writes thousands. */
const KEPT = 200;

/** The entries of one cell. */
export type Page = (Text | LogBlock)[];

/**
 * Add an entry. A wait and a log keep their place; likely causes of a wait disappear when they are over, or when it is
 * met.
 */
export function add(page: Page, entry: Exclude<LogEntry, { kind: 'chart' }>): void {
  if (entry.kind === 'log-line') {
    const block = page.slice(lastStep(page)).find((item) => item.kind === 'log');
    if (!block) page.push({ kind: 'log', lines: [entry.text], left: 0 });
    else if (block.lines.push(entry.text) > KEPT) block.left += block.lines.splice(0, 1).length;
    return;
  }
  if (entry.kind === 'cause-over') {
    const cause = page.findLastIndex((item) => item.kind === 'cause' && item.code === entry.code);
    if (cause >= 0) page.splice(cause, 1);
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
