import type { VariableName } from '../../lib/config/index.ts';
import type { Style } from '../../lib/log/format.ts';
import type { Known } from './question.ts';
import { NAMES, TABLE } from './table.ts';

export interface Change {
  readonly name: VariableName;
  readonly kind: 'added' | 'removed' | 'changed' | 'same';
  /** With a secret as `[secret]`. */
  readonly text: string;
}

/** How the variables of a file change. */
export function difference(before: Known, after: Known): readonly Change[] {
  const names = NAMES.filter((name) => (before[name] ?? after[name]) !== undefined);
  return names.map((name) => {
    const [old, now] = [before[name], after[name]];
    const shown = (value: string): string => (TABLE[name].secret ? '[secret]' : value);
    if (old === undefined) return { name, kind: 'added', text: `${name}=${shown(now!)}` };
    if (now === undefined) return { name, kind: 'removed', text: `${name}=${shown(old)}` };
    if (old === now) return { name, kind: 'same', text: `${name}=${shown(now)}` };
    return { name, kind: 'changed', text: `${name}=${shown(old)} → ${shown(now)}` };
  });
}

/** Marks as in a plan. */
const MARKS: Readonly<Record<Change['kind'], (style: Style) => string>> = {
  added: (s) => s.good('+'),
  removed: (s) => s.bad('-'),
  changed: (s) => s.accent('~'),
  same: (s) => s.dim('='),
};

export function formatDifference(changes: readonly Change[], style: Style): string {
  return changes.map(({ kind, text }) => `  ${MARKS[kind](style)} ${text}`).join('\n');
}
