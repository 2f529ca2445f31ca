import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { ApiFaults } from '../../core/api-faults.ts';
import { careForConnections } from '../../core/connections.ts';
import { type ApiReply, BodyTooLarge, readBody, sendReply } from '../../core/http.ts';
import { attendTo } from '../../core/observer.ts';
import { StatusError } from '../store/status-error.ts';
import { answer } from './api.ts';
import { authenticate } from './authenticate.ts';
import type { ApiContext } from './context.ts';
import { HEADERS } from './negotiate.ts';
import { refuseImpersonation } from './not-simulated.ts';
import { upgrade } from './upgrade.ts';

/** The HTTPS server of a cluster's API. @param tls the server's key and certificate chain in PEM */
export function createApiServer(context: ApiContext, tls: { readonly key: string; readonly cert: string }): Server {
  const faults = new ApiFaults(context.world, 'kubernetes');
  const server = createServer({ ...tls, ALPNProtocols: ['http/1.1'] }, (message, response) => {
    attendTo(message, context.world.clock);
    exchange(context, faults, message, response).then(
      (reply) => sendReply(response, reply),
      (error: unknown) => {
        if (!response.headersSent && !message.socket.destroyed) sendReply(response, errorReply(context, error));
      },
    );
  });
  server.on('upgrade', (message, socket, head) => upgrade(context, message, socket, head));
  careForConnections(server);
  return server;
}

/** How the API server words a passing failure. */
const TRANSIENT: Readonly<Record<number, ConstructorParameters<typeof StatusError>>> = {
  401: ['Unauthorized', 'Unauthorized'],
  429: ['TooManyRequests', 'Too many requests, please try again later.', { retryAfterSeconds: 1 }],
  500: ['InternalError', 'Internal error occurred: etcdserver: request timed out'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};

async function exchange(
  context: ApiContext,
  faults: ApiFaults,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<ApiReply> {
  authenticate(message.headers.authorization, context.world.token);
  refuseImpersonation(message.headers);
  const failure = await faults.strike(message);
  if (failure !== undefined) throw new StatusError(...(TRANSIENT[failure] ?? TRANSIENT[500]!));
  const url = message.url ?? '/';
  const question = url.indexOf('?');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  requireJournal(context);
  const reply = await answer(context, {
    method: message.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers: message.headers,
    params: {},
    body: await readBody(message),
    signal: gone.signal,
  });
  // Acknowledge only changes that are in the journal.
  requireJournal(context);
  return reply;
}

/** @throws StatusError ServiceUnavailable as long as the disk is full */
function requireJournal({ world }: ApiContext): void {
  const trouble = world.database.trouble();
  if (trouble !== undefined) throw new StatusError('ServiceUnavailable', trouble);
}

export function errorReply({ world }: Pick<ApiContext, 'world'>, error: unknown): ApiReply {
  if (error instanceof StatusError) {
    const seconds = error.details?.retryAfterSeconds;
    const headers = { ...HEADERS, ...(seconds && { 'retry-after': String(seconds) }) };
    return { status: error.code, headers, body: error.toStatus() };
  }
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
