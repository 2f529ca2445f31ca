import type { IncomingMessage, ServerResponse } from 'node:http';
import { escaped } from '../../../lib/html/escaped.ts';
import { NO_PAGE, notice } from '../notice.ts';
import type { Message } from './live-page.ts';

const NOTEBOOKS = [
  ['01-deploy', 'Deploy', '部署'],
  ['02-autoscale', 'Load and autoscaling', '负载与自动扩缩'],
  ['03-explore', 'Experiments', '实验'],
  ['04-calibrate', 'Calibration', '校准'],
] as const;

/** The learner's first page: what is where, and what the instructor said. It needs nothing that takes memory. */
export function deskPage(
  { url, headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  response: ServerResponse,
  name: string,
  messages: readonly Message[],
): void {
  if (url === '/messages') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(said(messages));
    return;
  }
  if (url !== '/') {
    notice({ headers }, response, { status: 404, text: NO_PAGE, home: true });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(html(name, messages));
}

const said = (messages: readonly Message[]): string =>
  messages
    .map(
      ({ at, text }) =>
        `<li><time datetime="${escaped(at)}">${escaped(at.slice(11, 16))} UTC</time> ${escaped(text)}</li>`,
    )
    .join('');

const notebook = ([file, en, zh]: (typeof NOTEBOOKS)[number]): string => {
  const link = (path: string, text: string, lang: string): string =>
    `<a lang="${lang}" href="notebook/${path}.ipynb">${text}</a>`;
  return `<li>${link(file, en, 'en')} · ${link(`zh-CN/${file}`, zh, 'zh')}</li>`;
};

const html = (name: string, messages: readonly Message[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(name)}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark }
body { font: 1.05rem/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 42rem; padding: 0 1rem }
ul { padding-left: 1.2rem }
#messages:empty + p { display: block }
#messages li { border-left: 4px solid; padding-left: 0.6rem; list-style: none; margin: 0.4rem 0 }
time { opacity: 0.7; font-size: 0.85em }
</style>
<h1>${escaped(name)}</h1>
<p>This is your own cluster on a simulated Google Cloud. Nothing is billed. Your instructor sees your live page and your scores, not your files.<br>
<span lang="zh">这是你自己的集群，运行在模拟的 Google Cloud 上：不产生费用。讲师能看到你的实时页面和得分，看不到你的文件。</span></p>
<ul id="messages" role="log" aria-label="Messages of your instructor">${said(messages)}</ul>
<h2>Notebooks · <span lang="zh">笔记本</span></h2>
<ul>${NOTEBOOKS.map(notebook).join('')}</ul>
<h2>Work by hand · <span lang="zh">动手操作</span></h2>
<ul>
<li><a href="terminal" target="_blank">Terminal · <span lang="zh">终端</span></a> with <code>gcloud</code>, <code>kubectl</code> and <code>npm run …</code></li>
<li><a href="page/" target="_blank">Live page · <span lang="zh">实时页面</span></a> with your nodes, pods, autoscaler, and the drills</li>
<li><a href="files" target="_blank">Files · <span lang="zh">文件</span></a></li>
</ul>
<script>
setInterval(async () => {
  const answer = await fetch('messages').catch(() => undefined);
  const list = document.getElementById('messages');
  const text = answer?.ok ? await answer.text() : undefined;
  if (text !== undefined && text !== list.dataset.text) list.innerHTML = list.dataset.text = text;
}, 5000);
</script>
</html>
`;
