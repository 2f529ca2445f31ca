import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Folders without documents of this repository. */
const WITHOUT = new Set(['.git', '.runbook', '.sandbox', '.workshop', 'coverage', 'dist', 'node_modules']);

/** A fenced block: what stands behind its first three backticks, and its lines. */
export interface Fence {
  readonly info: string;
  readonly line: number;
  readonly lines: readonly string[];
}

/** A Markdown file of the repository. */
export interface Document {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  /** The text without its fenced blocks. */
  readonly prose: string;
  readonly fences: readonly Fence[];
}

/** Every file of the repository, from its root. */
export const FILES: readonly string[] = filesIn('');

/** Every Markdown file. */
export const DOCUMENTS: readonly Document[] = FILES.filter((path) => path.endsWith('.md')).map((path) =>
  documentOf(path, readFileSync(join(ROOT, path), 'utf8')),
);

/** One of them. @throws Error when there is none */
export function documentAt(path: string): Document {
  const found = DOCUMENTS.find((document) => document.path === path);
  if (!found) throw new Error(`There is no document ${path}`);
  return found;
}

export function documentOf(path: string, text: string): Document {
  const prose: string[] = [];
  const fences: { info: string; line: number; lines: string[] }[] = [];
  let open = false;
  for (const [index, line] of text.split('\n').entries()) {
    const info = /^\s*```(.*)$/.exec(line)?.[1];
    if (info !== undefined) {
      open = !open;
      if (open) fences.push({ info: info.trim(), line: index + 1, lines: [] });
    } else if (open) fences.at(-1)!.lines.push(line);
    else prose.push(line);
  }
  if (open) throw new Error(`${path}:${fences.at(-1)!.line}: the fenced block has no end`);
  return { path, text, prose: prose.join('\n'), fences };
}

/** What stands in backticks outside of fenced blocks. */
export function codeSpans({ prose }: Pick<Document, 'prose'>): string[] {
  return [...prose.matchAll(/(`+)(.+?)\1(?!`)/g)].map(([, , span]) => span!.replaceAll('\\|', '|').trim());
}

/** The prose without what stands in backticks. */
export function withoutCode({ prose }: Pick<Document, 'prose'>): string {
  return prose.replace(/(`+)(.+?)\1(?!`)/g, '');
}

/** The lines of its shell blocks: without comments, continued lines joined. */
export function commandLines({ lines }: Fence): string[] {
  return lines
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return WITHOUT.has(entry.name) ? [] : filesIn(path);
    return [path];
  });
}
