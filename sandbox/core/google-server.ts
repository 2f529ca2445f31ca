import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { absent, hostAsked, noSuchMethod } from '../elsewhere/refusal.ts';
import { ApiFaults } from './api-faults.ts';
import { careForConnections } from './connections.ts';
import { GoogleApiError, INVALID_TOKEN, passingFailure } from './google-error.ts';
import { type ApiReply, BodyTooLarge, MAX_BODY, match, readBody, sendReply } from './http.ts';
import { attendTo } from './observer.ts';
import type { RawHandler, Service } from './service.ts';
import type { World } from './world.ts';

type Handlers = Readonly<Record<string, RawHandler | undefined>>;

/** All Google APIs and the control path on one port. Every request but the open ones needs the sandbox's token. */
export function createGoogleServer(world: World, services: readonly Service[]): Server {
  const raw: Handlers = Object.assign({}, ...services.map((service) => service.raw));
  const open: Handlers = Object.assign({}, ...services.map((service) => service.open));
  const faults = new ApiFaults(world, 'google');
  const authenticate = bearer(world.token);

  async function answer(message: IncomingMessage, path: string, query: string, response: ServerResponse) {
    const found = await find(services, message.method ?? 'GET', path);
    const emulated = found.service.emulated !== false;
    if (emulated) requireJournal(world);
    const failure = emulated ? await faults.strike(message) : undefined;
    if (failure !== undefined) throw passingFailure(failure);
    found.service.gate?.(found.params);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const reply = await found.route.handler({
      method: found.route.method,
      path,
      query: new URLSearchParams(query),
      headers: message.headers,
      params: found.params,
      body: await readBody(message),
      signal: gone.signal,
    });
    // Acknowledge only changes that are in the journal.
    if (emulated || found.route.method !== 'GET') requireJournal(world);
    return reply;
  }

  const server = createServer((message, response) => {
    const host = hostAsked(message);
    if (host !== undefined) return sendReply(response, absent(host));
    attendTo(message, world.clock);
    const [path = '', query = ''] = splitOnce(message.url ?? '/', '?');
    const call = `${message.method} ${path}`;
    if (open[call]) return open[call](message, response);
    const refusal = authenticate(message.headers.authorization);
    if (refusal) return sendReply(response, refusal.toReply());
    const { socket } = message;
    if (raw[call]) return raw[call](message, response);
    answer(message, path, query, response).then(
      (reply) => sendReply(response, reply),
      (error: unknown) => {
        if (!socket.destroyed) sendReply(response, errorReply(world, error));
      },
    );
  });
  careForConnections(server);
  return server;
}

/** @throws GoogleApiError 503 as long as the disk is full */
function requireJournal({ database }: World): void {
  const trouble = database.trouble();
  if (trouble !== undefined) throw new GoogleApiError(503, trouble);
}

async function find(services: readonly Service[], method: string, path: string) {
  for (const service of services) {
    for (const prefix of service.prefixes) {
      if (!path.startsWith(`${prefix}/`)) continue;
      const routes = typeof service.routes === 'function' ? await service.routes() : service.routes;
      const { route, params } = match(routes, method, path.slice(prefix.length));
      if (route) return { service, route, params };
    }
  }
  throw noSuchMethod(method, path);
}

function errorReply(world: World, error: unknown): ApiReply {
  if (error instanceof GoogleApiError) return error.toReply();
  if (error instanceof URIError) return new GoogleApiError(400, 'Request contains an invalid argument.').toReply();
  if (error instanceof BodyTooLarge) {
    const text = `Request payload size exceeds the limit: ${MAX_BODY} bytes.`;
    const reply = new GoogleApiError(400, text).toReply();
    return { ...reply, headers: { connection: 'close' } };
  }
  world.log(`A handler failed: ${error instanceof Error ? error.stack : String(error)}`);
  return new GoogleApiError(500, 'Internal error encountered.').toReply();
}

/** Compares digests, so that neither the token's length nor a common prefix shows in the time taken. */
function bearer(token: string): (authorization: string | undefined) => GoogleApiError | undefined {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (authorization) => {
    if (authorization !== undefined && timingSafeEqual(digest(authorization), expected)) return undefined;
    const missing = INVALID_TOKEN.replace(
      'had invalid authentication credentials',
      'is missing required authentication credential',
    );
    return new GoogleApiError(401, authorization === undefined ? missing : INVALID_TOKEN);
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
