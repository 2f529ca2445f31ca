import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { addressOf, Refused } from '../../page/http.ts';
import type { Text } from '../../text.ts';
import { mountOf } from '../agent/order.ts';
import type { Learner } from '../class-file.ts';
import { notice, OPEN_LINK } from '../notice.ts';
import { bySecret } from '../secret.ts';
import { bearerOf, entrance, isCrossSite, secretOf } from '../visitor.ts';
import { type Desk, INSTRUCTOR } from './desk.ts';

const OTHER_SITE: Text = { en: 'This request came from another site.', zh: '这个请求来自别的网站。' };
const NOT_YOURS: Text = {
  en: 'You are logged in as another person. For two people, use two browser profiles.',
  zh: '这个页面属于别人。一个浏览器同一时间只代表一个人；要用两个身份，请用两个浏览器配置文件。',
};
const SILENT: Text = {
  en: 'The learner environment did not respond. Reload the page.',
  zh: '学员环境没有响应。请刷新页面。',
};

type Person = { readonly secret: string; readonly learner?: Learner };

export interface Front {
  readonly handle: RequestListener;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** What browsers, laptops and commands reach: who may go where. */
export function front(desk: Desk): Front {
  const people = (): Person[] => {
    const { secret, learners } = desk.content();
    return [{ secret }, ...learners.map((learner) => ({ secret: learner.secret, learner }))];
  };
  const placeOf = ({ learner }: Person): string => (learner ? mountOf(learner.name) : INSTRUCTOR);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (isCrossSite(request)) return notice(request, response, { status: 403, text: OTHER_SITE });
    if (entrance(request, response, people(), placeOf, desk.content().tls !== undefined)) return;
    if (path.startsWith('/agent/')) return agents(desk, request, response);
    const bearer = bearerOf(request);
    const visitor = bySecret(people(), bearer === '' ? secretOf(request) : bearer);
    if (!visitor) return notice(request, response, { status: 401, text: OPEN_LINK });
    if (path === '/hub/reset' && !visitor.learner && request.method === 'POST') return resets(desk, request, response);
    if (path === '/') return void response.writeHead(303, { location: placeOf(visitor) }).end();
    // The path as it was sent: nothing in it is decoded, and no name but the visitor's own is ever used.
    if (!path.startsWith(placeOf(visitor)))
      return notice(request, response, { status: 403, text: NOT_YOURS, home: true });
    return visitor.learner ? desk.learner(visitor.learner, request, response) : desk.instructor(request, response);
  }

  return {
    handle: (request, response) => {
      handle(request, response).catch((error: Error) => failed(error, request, response));
    },
    upgrade: (request, socket, head) => {
      socket.on('error', () => undefined);
      const learner = isCrossSite(request) ? undefined : bySecret(people(), secretOf(request))?.learner;
      if (!learner || !request.url?.startsWith(mountOf(learner.name))) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      desk.upgrade(learner, request, socket, head).catch(() => socket.destroy());
    },
  };
}

/** The part of the hub that rooms reach: agents only. */
export function agentFront(desk: Desk): RequestListener {
  return (request, response) => {
    agents(desk, request, response).catch((error: Error) => failed(error, request, response));
  };
}

function failed(error: Error, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  if (error instanceof Refused) return void say(response, error.status, error.message);
  console.error(`${request.method} failed: ${error.message}`);
  notice(request, response, { status: 502, text: SILENT });
}

async function agents(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const learner = bySecret(desk.content().learners, bearerOf(request));
  if (!learner) return say(response, 401, 'Unknown secret');
  const { path, query } = addressOf(request);
  if (request.method === 'POST' && path === 'agent/report') {
    await desk.report(learner, await jsonOf(request));
    return say(response, 200, 'OK');
  }
  if (request.method === 'GET' && path === 'agent/orders')
    return desk.orders.connect(learner.name, Number(query.get('after')) || 0, response);
  if (request.method === 'GET' && path === 'agent/name') return json(response, 200, { name: learner.name });
  return say(response, 404, 'Not found');
}

/** For the command; the instructor's page has its own way. */
async function resets(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page of another site cannot send this header.
  if (bearerOf(request) === '') return say(response, 403, 'Use npm run workshop -- reset');
  const { name } = (await jsonOf(request)) as { readonly name?: unknown };
  try {
    await desk.reset(String(name));
    json(response, 200, {});
  } catch (error) {
    json(response, 409, { error: (error as Error).message });
  }
}

/** Bytes: a report holds the three files of a run folder. */
const LARGEST = 1024 * 1024;

/** @throws Refused for what is too large or no JSON */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST) throw new Refused(413, 'The body is too large');
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refused(400, 'The body is not JSON');
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
