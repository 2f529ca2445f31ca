import type { IncomingMessage, ServerResponse } from 'node:http';
import { escaped } from '../escaped.ts';

/** What an agent shows at the learner's mount point; the paths of its requests are relative to it. */
export interface Page {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  announce(message: { readonly text: string; readonly at: string }): void;
  close(): Promise<void> | void;
}

/** Links and messages only, for an agent without the live page. */
export function landing(name: string): Page {
  const messages: string[] = [];
  return {
    async handle(request, response) {
      const isThere = request.url === '/' && request.method === 'GET';
      response.writeHead(isThere ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(isThere ? html(name, messages) : 'Not found');
    },
    announce: ({ text, at }) => void messages.unshift(`${at.slice(11, 16)} ${text}`),
    close: () => undefined,
  };
}

const NOTEBOOKS = ['01-deploy', '02-autoscale', '03-explore'];

const html = (name: string, messages: readonly string[]): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(name)}</title>
<style>body{font:1rem/1.6 system-ui;margin:2rem auto;max-width:40rem;padding:0 1rem;color-scheme:light dark}</style>
<h1>${escaped(name)}</h1>
${messages.map((text) => `<p role="status">${escaped(text)}</p>`).join('\n')}
<ul>
${NOTEBOOKS.map(
  (one) =>
    `<li><a href="jupyter/notebooks/notebooks/${one}.ipynb">${one}</a> · <a lang="zh" href="jupyter/notebooks/notebooks/zh-CN/${one}.ipynb">中文</a>`,
).join('\n')}
<li><a href="terminal">Terminal with gcloud, kubectl and npm</a>
<li><a href="jupyter/">Files</a>
</ul>
</html>
`;
