import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, type Document, documentOf, ROOT, withoutCode } from './documents.ts';

/** `[text](target)` and `![text](target)`, but for addresses elsewhere. */
function links({ prose }: Pick<Document, 'prose'>): string[] {
  const targets = [...withoutCode({ prose }).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors({ prose }: Pick<Document, 'prose'>): Set<string> {
  const seen = new Map<string, number>();
  const found = new Set<string>();
  for (const [, heading] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    found.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return found;
}

/** What is wrong with a link; undefined when it leads somewhere. */
function complaint(link: string, from: Document): string | undefined {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from.path : normalize(join(dirname(from.path), decodeURI(file)));
  if (file !== '' && !existsSync(join(ROOT, path))) return `${link}: there is no ${path}`;
  if (anchor === undefined) return undefined;
  const page = path === from.path ? from : DOCUMENTS.find((document) => document.path === path);
  if (!page) return `${link}: ${path} is no Markdown, and has no anchors`;
  return anchors(page).has(decodeURI(anchor)) ? undefined : `${link}: ${path} has no heading #${anchor}`;
}

describe.each(DOCUMENTS.map((document) => [document.path, document] as const))('%s', (_, document) => {
  it('has only links that lead to a file and a heading', () => {
    expect(links(document).flatMap((link) => complaint(link, document) ?? [])).toEqual([]);
  });
});

describe('a link', () => {
  const page = documentOf('docs/x.md', '# A `code` heading: one!\n## 中文 标题\n## 中文 标题\n');

  it('is told when its file, its heading, or the headings of its file do not exist', () => {
    expect(complaint('no.md', page)).toBe('no.md: there is no docs/no.md');
    expect(complaint('#no', page)).toBe('#no: docs/x.md has no heading #no');
    expect(complaint('../package.json#no', page)).toBe(
      '../package.json#no: package.json is no Markdown, and has no anchors',
    );
  });

  it("leads to a heading by GitHub's name for it", () => {
    for (const link of ['#a-code-heading-one', '#中文-标题', '#中文-标题-1', '../README.md#start'])
      expect(complaint(link, page)).toBeUndefined();
  });

  it('is found outside of code only', () => {
    expect(links(documentOf('x.md', '[a](b.md) `[c](d.md)` [e](https://f.example)\n```\n[g](h.md)\n```\n'))).toEqual([
      'b.md',
    ]);
  });
});
