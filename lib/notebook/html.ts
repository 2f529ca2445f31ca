import { escaped } from '../html/escaped.ts';
import { formatEntry, type Style } from '../log/format.ts';
import type { LogBlock, Page } from './page.ts';

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

/** Keeps front ends from rendering text between dollar signs as mathematics. */
const NO_MATHEMATICS = 'tex2jax_ignore mathjax_ignore';

/** Colours follow the theme of JupyterLab and VS Code; the classic notebook has no theme. */
const CSS = `
.runbook { white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace;
  color: var(--jp-content-font-color1, var(--vscode-foreground, #1f2328)); }
.runbook .dim { opacity: .65; }
.runbook .good { color: var(--jp-success-color1, var(--vscode-testing-iconPassed, #1a7f37)); }
.runbook .bad { color: var(--jp-error-color1, var(--vscode-errorForeground, #cf222e)); }
.runbook .accent { color: var(--jp-info-color0, var(--vscode-textLink-foreground, #0550ae)); }
.runbook .output { white-space: pre; overflow-x: auto; contain: inline-size; }
.runbook details { margin-left: 1.2em; border-left: 2px solid #8884; padding-left: .8em; }
.runbook summary { cursor: pointer; }
`;

/** Lines of a running log to show; a finished log opens on a click. */
const TAIL = 8;

/** A page as HTML, with all text escaped. */
export function toHtml(page: Page, { running }: { readonly running: boolean }): string {
  const blocks = page.map((item) => {
    const text = item.kind === 'log' ? log(item, running) : formatEntry(withoutMarkup(item), html).replace(/^\n/, '');
    return `<div class="${item.kind}">${text}</div>`;
  });
  return `<style>${CSS}</style><div class="runbook ${NO_MATHEMATICS}">${blocks.join('')}</div>`;
}

function log({ lines, left }: LogBlock, running: boolean): string {
  const shown = (running ? lines.slice(-TAIL) : lines).map(escaped).join('\n');
  const count = left === 0 ? `${lines.length} lines` : `the last ${lines.length} of ${left + lines.length} lines`;
  const summary = `<summary class="dim">${count}</summary>`;
  return `<details${running ? ' open' : ''}>${summary}${shown}</details>`;
}

function withoutMarkup<T extends object>(entry: T): T {
  const fields = Object.entries(entry).map(([key, value]) => [key, typeof value === 'string' ? escaped(value) : value]);
  return Object.fromEntries(fields) as T;
}
