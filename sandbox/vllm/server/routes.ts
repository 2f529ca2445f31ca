import type { App, AppHandler } from './app.ts';
import { createChatCompletion } from './chat.ts';
import { createCompletion } from './completions.ts';
import { beyond, health, invocations, load, metrics, models, version } from './information.ts';
import { detokenize, tokenize } from './tokenization.ts';

export type Methods = Readonly<Record<string, AppHandler>>;

const docs: AppHandler = () => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html>\n<html>\n<head><title>FastAPI</title></head>\n<body>See <a href="/openapi.json">/openapi.json</a>.</body>\n</html>\n',
});

const openapi: AppHandler = (app) => {
  const paths: Record<string, object> = {};
  for (const [path, methods] of routes(app)) {
    const operation = { summary: path, responses: { '200': { description: 'Successful Response' } } };
    paths[path] = Object.fromEntries(Object.keys(methods).map((method) => [method.toLowerCase(), operation]));
  }
  return { body: { openapi: '3.1.0', info: { title: 'FastAPI', version: '0.1.0' }, paths } };
};

const ALL: readonly (readonly [path: string, methods: Methods])[] = [
  ['/openapi.json', { GET: openapi }],
  ['/docs', { GET: docs }],
  ['/redoc', { GET: docs }],
  ['/tokenize', { POST: tokenize }],
  ['/detokenize', { POST: detokenize }],
  ['/load', { GET: load }],
  ['/version', { GET: version }],
  ['/health', { GET: health }],
  ['/metrics', { GET: metrics }],
  ['/v1/models', { GET: models }],
  ['/ping', { GET: health, POST: health }],
  ['/invocations', { POST: invocations }],
  ['/v1/chat/completions', { POST: createChatCompletion }],
  ['/v1/responses', { POST: beyond('Responses') }],
  ['/v1/completions', { POST: createCompletion }],
  ['/v1/messages', { POST: beyond('Messages') }],
];

const DOCUMENTATION: ReadonlySet<string> = new Set(['/openapi.json', '/docs', '/redoc']);

/** The server's routes in the order in which it logs them. */
export function routes(app: Pick<App, 'config'>): readonly (readonly [path: string, methods: Methods])[] {
  return app.config.args.disable_fastapi_docs ? ALL.filter(([path]) => !DOCUMENTATION.has(path)) : ALL;
}
