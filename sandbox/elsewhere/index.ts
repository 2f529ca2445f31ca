import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { careForConnections } from '../core/connections.ts';
import { sendReply } from '../core/http.ts';
import { readAuthority } from './authority.ts';
import { absent } from './refusal.ts';

/** The most certificates that are kept. */
const MOST = 1_000;

/** HOST:PORT of a CONNECT. */
const PLACE = /^([a-z0-9.-]{1,200}):\d+$/i;

/**
 * Whatever gcloud asks for that is not simulated. The sandbox is gcloud's proxy, so that nothing reaches the real Google,
 * and answers in the place of each host, because gcloud tries a refused tunnel again for half a minute and then crashes.
 */
export class Elsewhere {
  readonly #authority: string | undefined;
  readonly #open = new Set<Duplex>();
  readonly #contexts = new Map<string, Promise<SecureContext>>();
  readonly #refusing = createServer((message, response) => {
    response.setHeader('connection', 'close');
    sendReply(response, absent((message.socket as TLSSocket & { host?: string }).host ?? ''));
  });

  /** @param authority the file of `ensureAuthority` */
  constructor(authority: string | undefined) {
    this.#authority = authority;
    careForConnections(this.#refusing);
  }

  /** Handles a CONNECT. */
  readonly connect = (message: IncomingMessage, socket: Duplex): void => {
    socket.on('error', () => socket.destroy());
    const [, host] = PLACE.exec(message.url ?? '') ?? [];
    if (host === undefined || this.#authority === undefined)
      return void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    this.#enter(host, socket).catch(() => socket.destroy());
  };

  close(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async #enter(host: string, socket: Duplex): Promise<void> {
    const secureContext = await this.#contextOf(host);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const inner = Object.assign(new TLSSocket(socket as never, { isServer: true, secureContext }), { host });
    inner.on('error', () => socket.destroy());
    this.#refusing.emit('connection', inner);
  }

  #contextOf(host: string): Promise<SecureContext> {
    // More hosts than gcloud has: any process of this computer may ask.
    if (this.#contexts.size > MOST) this.#contexts.clear();
    const known = this.#contexts.get(host) ?? this.#certificate(host);
    this.#contexts.set(host, known);
    known.catch(() => this.#contexts.delete(host));
    return known;
  }

  async #certificate(host: string): Promise<SecureContext> {
    const { issue } = await import('../core/certificates.ts');
    const serial = (this.#contexts.size + 2).toString(16).padStart(4, '0');
    const name = [{ type: 'dns', value: host }] as const;
    const { certificate, key } = await issue(readAuthority(this.#authority!), serial, 'CN=not simulated', [...name]);
    return createSecureContext({ cert: certificate, key });
  }
}
