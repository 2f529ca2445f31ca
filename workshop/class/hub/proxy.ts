import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createProxyServer, proxyUpgrade } from 'httpxy';
import type { ClassFolder } from '../folder.ts';
import { AGENT, type OpenedSocket, openSocket } from '../room/socket.ts';
import { withoutOurs } from '../visitor.ts';

/** Passes a learner's requests to the learner's agent. */
export class AgentProxy {
  readonly #folder: ClassFolder;
  // No connection is kept: the path of an opened socket may later name another learner's.
  readonly #proxy = createProxyServer({ agent: false, xfwd: false });

  constructor(folder: ClassFolder) {
    this.#folder = folder;
  }

  /** @throws Error when the agent does not answer */
  async request(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#with(name, request, ({ path }) => this.#proxy.web(request, response, { target: { socketPath: path } }));
  }

  /** @throws Error when the agent does not answer, or refuses */
  async upgrade(name: string, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    await this.#with(name, request, ({ path }) =>
      proxyUpgrade({ socketPath: path }, request, socket, head, { xfwd: false }),
    );
  }

  async #with(name: string, request: IncomingMessage, use: (socket: OpenedSocket) => Promise<unknown>): Promise<void> {
    const opened = openSocket(join(this.#folder.learner(name).socket, AGENT));
    const cookie = withoutOurs(request.headers.cookie);
    if (cookie === undefined) delete request.headers.cookie;
    else request.headers.cookie = cookie;
    try {
      await use(opened);
    } finally {
      opened.close();
    }
  }
}
