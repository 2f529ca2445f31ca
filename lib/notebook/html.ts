import type { LogEntry } from '../log/entry.ts';
import { formatEntry, type Style } from '../log/format.ts';

/** An entry that is text. */
export type TextEntry = Exclude<LogEntry, { kind: 'chart' }>;

const span =
  (name: string) =>
  (text: string): string =>
    `<span class="${name}">${text}</span>`;

const html: Style = {
  bold: (text) => `<b>${text}</b>`,
  dim: span('dim'),
  good: span('good'),
  bad: span('bad'),
  accent: span('accent'),
};

/** Colours that follow the front end's theme (JupyterLab, VS Code), with others for the classic notebook. */
const CSS = `
.runbook { white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace;
  color: var(--jp-content-font-color1, var(--vscode-foreground, #1f2328)); }
.runbook .dim { opacity: .65; }
.runbook .good { color: var(--jp-success-color1, var(--vscode-testing-iconPassed, #1a7f37)); }
.runbook .bad { color: var(--jp-error-color1, var(--vscode-errorForeground, #cf222e)); }
.runbook .accent { color: var(--jp-info-color0, var(--vscode-textLink-foreground, #0550ae)); font-weight: 600; }
.runbook details { margin: 0 0 0 1.2em; border-left: 2px solid currentColor; padding-left: .8em; }
.runbook summary { cursor: pointer; }
`;

/** While they come, the last lines of a log are shown; afterwards it opens on a click. */
const TAIL = 8;

/** What a run has said so far, as one piece of HTML. Everything that came from outside is escaped. */
export function toHtml(entries: readonly TextEntry[], { running }: { readonly running: boolean }): string {
  const blocks: string[] = [];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    if (entry.kind !== 'log-line') blocks.push(formatEntry(escaped(entry), html).replace(/^\n/, ''));
    else {
      const lines = entries.slice(index).filter(({ kind }) => kind === 'log-line') as (typeof entry)[];
      blocks.push(log(lines, running));
    }
  }
  return `<style>${CSS}</style><div class="runbook">${blocks.join('\n')}</div>`;
}

function log(lines: readonly Extract<TextEntry, { kind: 'log-line' }>[], running: boolean): string {
  const text = (running ? lines.slice(-TAIL) : lines).map((line) => escapeHtml(line.text)).join('\n');
  const summary = `${lines.length} lines of its log`;
  return `<details${running ? ' open' : ''}><summary class="dim">${summary}</summary>${text}</details>`;
}

function escaped<T extends TextEntry>(entry: T): T {
  const fields = Object.entries(entry).map(([key, value]) => [
    key,
    typeof value === 'string' ? escapeHtml(value) : value,
  ]);
  return Object.fromEntries(fields) as T;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
