import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A file beside the terminal's page, by its name there. */
type Files = Readonly<Record<string, { readonly type: string; readonly path: string }>>;

/** xterm.js as its packages ship it. */
function filesOf(clone: string): Files {
  const from = join(clone, 'package.json');
  const script = 'text/javascript';
  return {
    'xterm.mjs': { type: script, path: createRequire(from).resolve('@xterm/xterm/lib/xterm.mjs') },
    'addon-fit.mjs': { type: script, path: createRequire(from).resolve('@xterm/addon-fit/lib/addon-fit.mjs') },
    'xterm.css': { type: 'text/css', path: createRequire(from).resolve('@xterm/xterm/css/xterm.css') },
  };
}

/**
 * The page of one of Jupyter's terminals. Jupyter's own page depends on the front end, and is empty in Debian's and Ubuntu's
 * packages (github.com/jupyter/notebook/issues/6437).
 * @param path `NAME`, or `files/NAME`
 */
export function terminalPage(path: string, clone: string, response: ServerResponse): void {
  const [, name] = /^files\/([\w.-]+)$/.exec(path) ?? [];
  if (name === undefined) {
    response.writeHead(/^\w+$/.test(path) ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
    return;
  }
  const files = filesOf(clone);
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (!file) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': file.type, 'cache-control': 'max-age=3600' });
  createReadStream(file.path).pipe(response);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Terminal · 终端</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="files/xterm.css">
<style>
html, body { height: 100%; margin: 0; background: #111; color: #eee; font: 1rem/1.5 system-ui }
main { position: absolute; inset: 0.5rem }
p { position: absolute; right: 1rem; bottom: 1rem; margin: 0; padding: 0.5rem 1rem; background: #333 }
a { color: #9cf }
</style>
<main aria-label="Terminal"></main>
<p role="status" id="lost" hidden>Connecting again … · <span lang="zh">正在重新连接……</span></p>
<p role="status" id="over" hidden>The terminal has ended. <a href="../terminal">Open a new one</a> · <span lang="zh">终端已结束。<a href="../terminal">打开新的</a></span></p>
<script type="module">
import { Terminal } from './files/xterm.mjs';
import { FitAddon } from './files/addon-fit.mjs';

const terminal = new Terminal({ fontSize: 15, scrollback: 10000, screenReaderMode: true, theme: { background: '#111111' } });
const fit = new FitAddon();
terminal.loadAddon(fit);
terminal.open(document.querySelector('main'));
const name = location.pathname.split('/').pop();
const address = new URL('../jupyter/terminals/websocket/' + name, location.href);
address.protocol = address.protocol.replace('http', 'ws');
let socket;
let over = false;
const send = (...message) => socket.readyState === 1 && socket.send(JSON.stringify(message));
const resize = () => { fit.fit(); send('set_size', terminal.rows, terminal.cols, innerHeight, innerWidth); };
const show = (id) => { for (const one of document.querySelectorAll('p')) one.hidden = one.id !== id; };
// Jupyter gives a browser that comes again the last lines once more.
const connect = () => {
  socket = new WebSocket(address);
  socket.onopen = () => { show(); terminal.reset(); resize(); };
  socket.onmessage = ({ data }) => {
    const [kind, text] = JSON.parse(data);
    if (kind === 'stdout') terminal.write(text);
    if (kind === 'disconnect') over = true;
  };
  socket.onclose = async () => {
    show('lost');
    if (over) return show('over');
    const answer = await fetch('../jupyter/api/terminals/' + name).catch(() => undefined);
    if (answer?.status === 404) show('over');
    else setTimeout(connect, 2000);
  };
};
connect();
terminal.onData((text) => send('stdin', text));
addEventListener('resize', resize);
terminal.focus();
</script>
</html>
`;
