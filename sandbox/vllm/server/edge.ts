import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import type { ApiReply } from '../../core/http.ts';
import type { AppRequest } from './app.ts';

/** VLLM_HTTP_TIMEOUT_KEEP_ALIVE, in real time: clients live there. */
const KEEP_ALIVE = 5000;
/** The longest body: far more than any model's context (bytes). */
const MAX_BODY = 8 * 1024 * 1024;
const INVALID = 'Invalid HTTP request received.';

export interface EdgeOptions {
  readonly clock: Clock;
  handle(request: AppRequest): ApiReply | Promise<ApiReply>;
  /** Called as the head of each answer goes out. */
  onAnswer(message: IncomingMessage, status: number): void;
}

/** uvicorn's side of HTTP: its headers, keep-alive and manners, over node:http. Aborts when a client goes away. */
export function createEdge(options: EdgeOptions): Server {
  const expected = new WeakMap<Duplex, () => void>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE, requestTimeout: 0 }, (message, response) => {
    options.clock.advance();
    message.once('end', () => expected.get(message.socket)?.());
    receive(message, response, options);
  });
  server.on('connection', (socket) => {
    const come = options.clock.expect();
    expected.set(socket, come);
    socket.once('close', come);
  });
  server.on('clientError', (_, socket: Duplex) => {
    if (!socket.writable) return;
    const head = 'HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n';
    socket.end(`${head}content-length: ${INVALID.length}\r\n\r\n${INVALID}`);
  });
  return server;
}

function receive(message: IncomingMessage, response: ServerResponse, options: EdgeOptions): void {
  const chunks: Buffer[] = [];
  let size = 0;
  message.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  });
  message.on('end', () => {
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const reply =
      size > MAX_BODY ? { status: 413, body: 'Request Entity Too Large' } : answer(message, response, body, options);
    if (reply instanceof Promise) void reply.then((late) => send(message, response, late, options));
    else send(message, response, reply, options);
  });
}

function answer(
  message: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  options: EdgeOptions,
): ApiReply | Promise<ApiReply> {
  return options.handle(new EdgeRequest(message, response, body));
}

/** A request as the handlers see it; what few of them ask for is made when it is asked for. */
class EdgeRequest implements AppRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: AppRequest['headers'];
  readonly body: Buffer;
  readonly #question: string;
  readonly #response: ServerResponse;

  constructor(message: IncomingMessage, response: ServerResponse, body: Buffer) {
    const target = message.url ?? '/';
    const question = target.indexOf('?');
    this.method = message.method ?? 'GET';
    this.path = question < 0 ? target : target.slice(0, question);
    this.headers = message.headers;
    this.body = body;
    this.#question = question < 0 ? '' : target.slice(question);
    this.#response = response;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.#question);
  }

  onGone(listener: () => void): void {
    onGone(this.#response, listener);
  }
}

/** The client went away before it had the whole answer. */
function onGone(response: ServerResponse, listener: () => void): void {
  response.once('close', () => {
    if (!response.writableFinished) listener();
  });
}

function send(message: IncomingMessage, response: ServerResponse, reply: ApiReply, options: EdgeOptions): void {
  if (response.destroyed) return;
  const status = reply.status ?? 200;
  options.clock.show(0);
  options.onAnswer(message, status);
  response.sendDate = false;
  const headers: Record<string, string> = { date: httpDate(options.clock.now()), server: 'uvicorn', ...reply.headers };
  // uvicorn closes after an answer to HTTP/1.0, and names the connection only if the client asked for that
  // (uvicorn/protocols/http/httptools_impl.py).
  if (message.httpVersion === '1.0') response.shouldKeepAlive = false;
  if (message.headers.connection?.toLowerCase() === 'close') headers.connection = 'close';
  else response.removeHeader('connection');
  if (!reply.stream) {
    const payload = reply.body as string;
    headers['content-length'] = String(Buffer.byteLength(payload));
    response.writeHead(status, headers).end(message.method === 'HEAD' ? undefined : payload);
    return;
  }
  const gone = new AbortController();
  onGone(response, () => gone.abort());
  response.writeHead(status, headers);
  response.flushHeaders();
  reply.stream(
    (chunk) => {
      options.clock.show(0);
      response.write(chunk);
    },
    () => void response.end(),
    gone.signal,
  );
}

let dated = { second: Number.NaN, text: '' };

function httpDate(at: number): string {
  const second = Math.floor(at / 1000);
  if (dated.second !== second) dated = { second, text: new Date(at).toUTCString() };
  return dated.text;
}
