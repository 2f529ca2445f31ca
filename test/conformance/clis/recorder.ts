import { createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer, request as httpsRequest } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { readBody } from '../../../sandbox/core/http.ts';
import type { Tls } from '../../../sandbox/core/tls.ts';

/** What one client asked a server. */
export interface Recorded {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A loopback server in front of another, that writes down every request and passes it on. */
export interface Recorder {
  readonly url: string;
  /** What was asked since the last call. */
  take(): readonly Recorded[];
  stop(): void;
}

/**
 * @param upstream the base URL of the server behind.
 * @param tls for an https server: what the recorder shows, and `ca`, what the server behind is trusted by.
 */
export async function record(upstream: string, tls?: Tls & { readonly upstreamCa: string }): Promise<Recorder> {
  const recorded: Recorded[] = [];
  const listener: RequestListener = async (incoming, answer) => {
    const { method = '', url: path = '', headers } = incoming;
    const body = await readBody(incoming);
    recorded.push({ method, path, headers, body });
    const options = { method, headers, ca: tls?.upstreamCa, agent: false };
    const onward = (tls ? httpsRequest : httpRequest)(upstream + path, options, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers).flushHeaders();
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    onward.end(body);
  };
  const server = tls
    ? createTlsServer({ cert: tls.server.certificate, key: tls.server.key }, listener)
    : createServer(listener);
  // Another protocol: what follows the request is none of ours.
  server.on('upgrade', ({ method = '', url: path = '', headers }, socket, head) => {
    recorded.push({ method, path, headers, body: Buffer.alloc(0) });
    const { hostname, port } = new URL(upstream);
    const onward = tls ? tlsConnect({ host: hostname, port: Number(port), ca: tls.upstreamCa }) : connect(Number(port));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    onward.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    onward.write(head);
    pipeline(socket, onward, socket, () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => recorded.splice(0),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
