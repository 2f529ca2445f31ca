import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeSpans, commandLines, DOCUMENTS, type Document, documentOf, FILES, ROOT } from './documents.ts';
import { isShell } from './own-commands.ts';

/** Written when something runs, and by whoever uses the runbook. */
const MADE = /^(?:\.env|\.runbook|\.sandbox|\.workshop|calibration|dist|node_modules)(?:\/|$)/;
/** Names of files that runs and the sandbox write. */
const WRITTEN = new Set(['credentials.json', 'endpoint.json', 'load.log', 'run.json']);
/** How files of the repository end. */
const ENDS = /\.(?:ts|mjs|json|yaml|yml|md|sh|svg|ipynb|txt)$/;
const TOP = new Set(FILES.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))));

/** The words of a page's commands and backticks that name a file or a folder of the repository, or should. */
function paths(document: Document): string[] {
  const commands = document.fences.filter(isShell).flatMap(commandLines);
  const words = [...codeSpans(document), ...commands].flatMap((text) => text.split(/\s+/));
  return words.filter((word) => looksLikePath(word, document.path));
}

function looksLikePath(word: string, page: string): boolean {
  if (!/^[\w.@*{},<>/-]+$/.test(word) || word.startsWith('/') || word.startsWith('-') || WRITTEN.has(word))
    return false;
  if (MADE.test(word)) return false;
  const [first = ''] = word.split('/');
  if (word.includes('/')) return TOP.has(first) || ENDS.test(word) || existsSync(join(ROOT, dirname(page), first));
  return ENDS.test(word);
}

/** Whether it is there: from the root, beside the page or, for a name without folders, anywhere. */
function exists(word: string, page: string): boolean {
  // A part that is to be filled in ends what can be looked up.
  const known = word.split(/\/[^/]*(?:[*{<]|\bNN\b)/)[0]!.replace(/\/$/, '');
  const isThere = (path: string): boolean =>
    FILES.includes(path) || FILES.some((file) => file.startsWith(`${path}/`) || file.startsWith(`${path}.`));
  if (isThere(known) || isThere(normalize(join(dirname(page), known)))) return true;
  return !word.includes('/') && FILES.some((file) => file.endsWith(`/${word}`));
}

describe.each(DOCUMENTS.map((document) => [document.path, document] as const))('%s', (path, document) => {
  it('names only files and folders that exist', () => {
    expect(paths(document).filter((word) => !exists(word, path))).toEqual([]);
  });
});

describe('a path in backticks', () => {
  const page = (text: string): string[] => {
    const document = documentOf('sandbox/x.md', text);
    return paths(document).filter((word) => !exists(word, document.path));
  };

  it('is told when there is no such file, folder or name', () => {
    expect(page('`lib/no.ts` `runbook/no/` `sandbox/no` `no.ts` `npx tsx runbook/42-no.ts` `data/no.yaml`')).toEqual([
      'lib/no.ts',
      'runbook/no/',
      'sandbox/no',
      'no.ts',
      'runbook/42-no.ts',
      'data/no.yaml',
    ]);
  });

  it('may stand for several, be beside the page, or be only a name', () => {
    expect(page('`runbook/NN-name.ts` `data/*.yaml` `data/faults.yaml` `steps.ts` `test/sandbox/faults-page`')).toEqual(
      [],
    );
  });

  it('is none when it is an address, a model, a flag or what a run writes', () => {
    expect(page('`/container` `meta-llama/Llama-3.1-70B` `--report` `.runbook/x.json` `a/b`')).toEqual([]);
  });
});
