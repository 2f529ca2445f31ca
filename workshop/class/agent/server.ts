import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer, proxyUpgrade } from 'httpxy';
import { NO_PAGE, notice, OPEN_LINK } from '../notice.ts';
import { bySecret } from '../secret.ts';
import { entrance, secretOf } from '../visitor.ts';
import { deskPage } from './desk.ts';
import type { Jupyter } from './jupyter.ts';
import type { LivePage, Message } from './live-page.ts';
import { type AgentOrder, mountOf } from './order.ts';
import { terminalPage } from './terminal.ts';
import { Terminals } from './terminals.ts';

/** `notebook/zh-CN/01-deploy.ipynb` */
const NOTEBOOK = /^notebook\/((?:zh-CN\/)?[\w-]+\.ipynb)$/;

export interface AgentServerOptions {
  readonly order: AgentOrder;
  readonly page: LivePage;
  readonly messages: readonly Message[];
  readonly jupyter: Jupyter;
}

/**
 * The learner's pages: the desk, the live page, Jupyter, and terminals. In a room only the hub reaches the socket, and the hub has
 * asked for the secret; on a laptop the agent asks for it.
 */
export function agentServer({ order, page, jupyter, messages }: AgentServerOptions): Server {
  const mount = mountOf(order.name);
  const live = `${mount}page/`;
  const terminals = `${mount}terminal/`;
  const target = { socketPath: jupyter.socket };
  const proxy = createProxyServer({ target, agent: false, xfwd: false });
  const shells = new Terminals(jupyter);
  const own = { name: order.name, secret: order.secret };
  const mayEnter = (request: IncomingMessage): boolean =>
    'path' in order.listen || bySecret([own], secretOf(request)) !== undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if ('port' in order.listen && entrance(request, response, [own], () => mount, false)) return;
    if (!mayEnter(request)) return notice(request, response, { status: 403, text: OPEN_LINK });
    if (path === mount.slice(0, -1) || path === '/') return redirect(response, mount);
    if (!path.startsWith(mount)) return notice(request, response, { status: 404, text: NO_PAGE, home: true });
    if (path.startsWith(jupyter.base)) {
      await jupyter.ready();
      return void (await proxy.web(request, response));
    }
    if (path === `${mount}files`) return redirect(response, await jupyter.address());
    const [, notebook] = NOTEBOOK.exec(path.slice(mount.length)) ?? [];
    if (notebook !== undefined) return redirect(response, await jupyter.address(notebook));
    if (path === terminals.slice(0, -1)) return redirect(response, terminals + (await shells.start()));
    if (path.startsWith(terminals)) return terminalPage(path.slice(terminals.length), order.clone, response);
    if (path.startsWith(live)) {
      request.url = path.slice(live.length - 1);
      return page.handle(request, response);
    }
    request.url = path.slice(mount.length - 1);
    return deskPage(request, response, order.name, messages);
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (!mayEnter(request) || !request.url?.startsWith(jupyter.base)) return void socket.destroy();
    socket.once('close', shells.connected(request.url));
    await jupyter.ready();
    await proxyUpgrade(target, request, socket, head, { xfwd: false });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => {
      console.error(`${request.method} failed: ${error.message}`);
      if (response.headersSent) response.destroy();
      else
        notice(request, response, { status: 502, text: { en: error.message, zh: '这个页面现在打不开。' }, home: true });
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    upgrade(request, socket, head).catch(() => socket.destroy());
  });
  return server;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}
