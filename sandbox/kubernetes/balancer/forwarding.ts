import { createServer, type Server, type Socket } from 'node:net';

export interface ForwardingRule {
  /** A loopback address. */
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** A port of a balancer's address that is listened on. */
export class Forwarding {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #listening: Promise<number>;

  /** @param connect takes over each connection, or destroys it */
  constructor({ address, port }: ForwardingRule, connect: (socket: Socket) => void) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      connect(socket);
    });
    this.#listening = new Promise((resolve, reject) => {
      // Kept: an error that comes later (no file handle left) must not end the sandbox.
      this.#server.on('error', reject);
      this.#server.listen({ host: address, port, exclusive: true, backlog: 4096 }, () => {
        const bound = this.#server.address();
        resolve(typeof bound === 'object' && bound ? bound.port : port);
      });
    });
  }

  /** The port that is listened on. @throws why it cannot be */
  get port(): Promise<number> {
    return this.#listening;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
