import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type ApiReply, BodyTooLarge, readBody, sendReply } from '../../core/http.ts';
import { StatusError } from '../store/status-error.ts';
import { answer } from './api.ts';
import { authenticate } from './authenticate.ts';
import type { ApiContext } from './context.ts';
import { HEADERS } from './negotiate.ts';
import { upgrade } from './upgrade.ts';

/** The HTTPS server of a cluster's API. @param tls the server's key and certificate chain in PEM */
export function createApiServer(context: ApiContext, tls: { readonly key: string; readonly cert: string }): Server {
  const server = createServer({ ...tls, ALPNProtocols: ['http/1.1'] }, (message, response) => {
    context.world.clock.advance();
    exchange(context, message, response).then(
      (reply) => sendReply(response, reply),
      (error: unknown) => {
        if (!response.headersSent && !response.destroyed) sendReply(response, errorReply(context, error));
      },
    );
  });
  server.on('upgrade', (message, socket, head) => upgrade(context, message, socket, head));
  // Watches and followed logs last as long as their clients like.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 75_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

async function exchange(context: ApiContext, message: IncomingMessage, response: ServerResponse): Promise<ApiReply> {
  authenticate(message.headers.authorization, context.world.token);
  const url = message.url ?? '/';
  const question = url.indexOf('?');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return answer(context, {
    method: message.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers: message.headers,
    params: {},
    body: await readBody(message),
    signal: gone.signal,
  });
}

export function errorReply({ world }: Pick<ApiContext, 'world'>, error: unknown): ApiReply {
  if (error instanceof StatusError) return { status: error.code, headers: HEADERS, body: error.toStatus() };
  if (error instanceof BodyTooLarge) {
    const tooLarge = new StatusError('RequestEntityTooLarge', `Request entity too large: ${error.message}`);
    return { status: 413, headers: { ...HEADERS, connection: 'close' }, body: tooLarge.toStatus() };
  }
  world.log(`An API handler failed: ${error instanceof Error ? error.stack : String(error)}`);
  return {
    status: 500,
    headers: HEADERS,
    body: new StatusError('InternalError', 'Internal error occurred').toStatus(),
  };
}
