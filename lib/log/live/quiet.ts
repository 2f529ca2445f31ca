import type { LogEntry } from '../entry.ts';
import { formatEntry, type Style } from '../format.ts';
import { type Block, endOf } from './lasting.ts';
import type { Said, View } from './view.ts';

type Formatted = Exclude<LogEntry, { kind: 'chart' }>;

/** Before, between and after the steps, notes and warnings are about the run: a question, what is still billed. */
const BESIDE_STEPS: ReadonlySet<LogEntry['kind']> = new Set(['note', 'warning']);
const ALWAYS: ReadonlySet<LogEntry['kind']> = new Set(['target', 'error', 'summary', 'status']);

/** An entry as --quiet shows it: the end of each step, errors, and the end of the run. @param over the steps have ended */
export function quietly(
  view: View,
  { entry, by }: Said & { readonly entry: Formatted },
  style: Style,
  over: boolean,
): readonly Block[] {
  const running = view.running.get(by);
  if (entry.kind === 'step-done') return [endOf(running, entry, style, false)];
  const unmet = (entry.kind === 'answer' && entry.verdict === 'no') || (entry.kind === 'checked' && !entry.good);
  const beside = BESIDE_STEPS.has(entry.kind) && (over || view.running.size === 0);
  if (!ALWAYS.has(entry.kind) && !unmet && !beside) return [];
  const { id, title = '' } = running ?? {};
  const heading = entry.kind === 'error' && id && title ? [formatEntry({ kind: 'step', id, title }, style)] : [];
  return [...heading, formatEntry(entry, style)].map((text) => ({ text, fit: 'wrap' }));
}
