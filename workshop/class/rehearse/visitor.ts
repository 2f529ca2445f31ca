import { type IncomingHttpHeaders, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A browser of a learner, without a window. It speaks to a hub on this machine. */
export class Visitor {
  cookie = '';
  readonly #origin: string;
  #place = '/';

  /** @param origin of a class without TLS */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Opens the person's link. */
  async join(secret: string): Promise<string> {
    const { status, headers } = await this.ask(`/join/${secret}`);
    const [cookie] = headers['set-cookie'] ?? [];
    if (status !== 303 || !cookie || !headers.location) throw new Error(`The link answered ${status}`);
    this.cookie = cookie.split(';')[0]!;
    this.#place = headers.location;
    return this.#place;
  }

  /** A page, by its path below the person's place. */
  get(path: string): Promise<Reply> {
    return this.ask(this.#place + path);
  }

  socketUrl(path: string): string {
    return this.#origin.replace(/^http/, 'ws') + this.#place + path;
  }

  /** A request as it is typed: the path is not made tidy. */
  ask(path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Reply> {
    const { hostname, port } = new URL(this.#origin);
    return new Promise((resolve, reject) => {
      const options = {
        host: hostname,
        port,
        path,
        method,
        agent: false,
        headers: { cookie: this.cookie, ...headers },
      };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      sent.on('error', reject).end(body);
    });
  }
}
