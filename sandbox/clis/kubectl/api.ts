import type { IncomingMessage } from 'node:http';
import { Agent, request as send } from 'node:https';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { Refused } from '../tool.ts';
import type { Server } from './kubeconfig.ts';

// biome-ignore lint/suspicious/noExplicitAny: any Kubernetes object
export type KubeObject = any;

export interface Request {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
  readonly body?: { readonly type: string; readonly content: unknown };
}

const JSON_TYPE = 'application/json';
/** The Accept header of kubectl's table output. */
export const TABLE = ['v1', 'v1beta1']
  .map((version) => `application/json;as=Table;v=${version};g=meta.k8s.io`)
  .join(',');

/** An error response of the API: a Status. */
export class StatusError extends Refused {
  readonly reason: string;

  constructor({ reason = 'Unknown', message }: { reason?: string; message: string }) {
    super(`Error from server (${reason}): ${message}`);
    this.reason = reason;
  }
}

/** kubectl's client of a cluster's API. */
export class Api {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(server: Server) {
    this.#server = server;
  }

  /** @throws StatusError */
  async ask(method: string, path: string, request: Request = {}): Promise<KubeObject> {
    return JSON.parse(await textOf(await this.#send(method, path, request)));
  }

  /** The raw response body. @throws StatusError */
  async text(path: string): Promise<string> {
    return textOf(await this.#send('GET', path, {}));
  }

  /** @returns undefined for a 404 */
  async find(path: string, request: Request = {}): Promise<KubeObject | undefined> {
    try {
      return await this.ask('GET', path, request);
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  /** Yields the lines of a response as they arrive. @throws StatusError */
  async *lines(path: string, request: Request): AsyncGenerator<string> {
    const answer = await this.#send('GET', path, request);
    yield* createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY });
  }

  /** Upgrades to another protocol. @throws StatusError if the server refuses */
  async upgrade(
    path: string,
    headers: { readonly upgrade: string; readonly [name: string]: string },
  ): Promise<{ readonly socket: Duplex; readonly head: Buffer }> {
    const { ca, token, url } = this.#server;
    const own = { connection: 'Upgrade', authorization: `Bearer ${token}`, ...headers };
    const upgrading = send(new URL(path, url), { method: 'POST', headers: own, ca, agent: false });
    return new Promise((resolve, reject) => {
      upgrading.on('upgrade', (_, socket, head) => resolve({ socket, head }));
      upgrading.on('response', (answer) => {
        textOf(answer).then((text) => reject(new StatusError(statusOf(text))), reject);
      });
      upgrading.on('error', ({ code }: NodeJS.ErrnoException) => reject(unreachable(new URL(path, url), code)));
      upgrading.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(
    method: string,
    path: string,
    { query = {}, accept = JSON_TYPE, body }: Request,
  ): Promise<IncomingMessage> {
    const url = new URL(path, this.#server.url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const { ca, token } = this.#server;
    const content = body && JSON.stringify(body.content);
    const headers = {
      accept,
      authorization: `Bearer ${token}`,
      // Node sets no content-length for a DELETE.
      ...(body && content && { 'content-type': body.type, 'content-length': Buffer.byteLength(content) }),
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send(url, { method, headers, ca, agent: this.#agent }, resolve);
      request.on('error', ({ code }: NodeJS.ErrnoException) => reject(unreachable(url, code)));
      request.end(content);
    });
    if ((answer.statusCode ?? 0) < 400) return answer;
    throw new StatusError(statusOf(await textOf(answer)));
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function statusOf(text: string): { reason?: string; message: string } {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}

function unreachable({ host }: URL, code: string | undefined): Refused {
  return new Refused(
    code === 'ECONNREFUSED'
      ? `The connection to the server ${host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${code}`,
  );
}
