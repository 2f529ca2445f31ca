import type { IncomingMessage, ServerResponse } from 'node:http';
import { escaped } from '../../lib/html/escaped.ts';
import type { Text } from '../text.ts';

export const OPEN_LINK: Text = {
  en: 'Open your own link first. It is on your card, or ask your instructor for it.',
  zh: '请先打开你自己的链接：它在你的卡片上，讲师那里也有。',
};
export const NO_PAGE: Text = { en: 'There is no such page.', zh: '没有这个页面。' };

/** What a notice says, and how the browser goes on. */
export interface Notice {
  readonly status: number;
  readonly text: Text;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds after which the browser asks again. */
  readonly again?: number;
  /** Whether the visitor has a page. @default false */
  readonly home?: boolean;
}

/** A page that only says something: in both languages for a browser, in English for a command. */
export function notice(
  { headers: asked }: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
  one: Notice,
): void {
  const { status, text, headers = {}, again, home = false } = one;
  const isBrowser = asked.accept?.includes('text/html') ?? false;
  const type = isBrowser ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
  const wait = again === undefined ? {} : { 'retry-after': String(again) };
  response.writeHead(status, { 'cache-control': 'no-store', ...headers, ...wait, 'content-type': type });
  response.end(isBrowser ? page(text, again, home) : `${text.en}\n`);
}

const page = ({ en, zh }: Text, again: number | undefined, home: boolean): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(en)}</title>
<link rel="icon" href="data:,">
${again === undefined ? '' : `<meta http-equiv="refresh" content="${again}">`}
<style>:root { color-scheme: light dark } body { font: 1.1rem/1.6 system-ui, sans-serif; margin: 3rem auto; max-width: 36rem; padding: 0 1rem }</style>
<p role="status">${escaped(en)}<br><span lang="zh">${escaped(zh)}</span></p>
${home ? '<p><a href="/">To your own page · <span lang="zh">到你自己的页面</span></a></p>' : ''}
</html>
`;
