import { pools } from '../arguments/options.ts';
import type { App, AppHandler } from './app.ts';
import { createChatCompletion } from './chat.ts';
import { createCompletion } from './completions.ts';
import { invalid } from './errors.ts';
import { beyond, health, invocations, load, metrics, models, notSimulated, version } from './information.ts';
import { switchedOn } from './switched-on.ts';
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

/** A path of the server; `api` names what a model must be able to do for it, in vLLM's words. */
interface Route {
  readonly path: string;
  readonly methods: Methods;
  readonly api?: string;
  readonly since?: string;
}

const post = (path: string, handler: AppHandler, more: Omit<Route, 'path' | 'methods'> = {}): Route => ({
  path,
  methods: { POST: handler },
  ...more,
});

/** An API that this sandbox has for no model. */
const absent = (path: string, api: string, since?: string): Route =>
  post(path, notSimulated(api), { api, ...(since !== undefined && { since }) });

/** Of models that generate. Since when a path exists is read from the lists of routes in public logs of these versions. */
const GENERATION: readonly Route[] = [
  post('/v1/chat/completions', createChatCompletion, { api: 'Chat Completions' }),
  post('/v1/responses', beyond('Responses'), { api: 'Responses', since: '0.10.0' }),
  post('/v1/completions', createCompletion, { api: 'Completions' }),
  post('/v1/messages', beyond('Messages'), { api: 'Messages', since: '0.11.1' }),
];

/** Of models that embed, classify, score or transcribe. */
const OTHER_TASKS: readonly Route[] = [
  absent('/v1/embeddings', 'Embeddings'),
  absent('/pooling', 'Pooling'),
  absent('/classify', 'Classification', '0.9.2'),
  absent('/score', 'Score'),
  absent('/v1/score', 'Score'),
  absent('/v1/audio/transcriptions', 'Transcriptions', '0.8.0'),
  absent('/v1/audio/translations', 'Translations', '0.10.0'),
  absent('/rerank', 'Rerank (Score)'),
  absent('/v1/rerank', 'Rerank (Score)'),
  absent('/v2/rerank', 'Rerank (Score)'),
];

const DOCUMENTATION: readonly Route[] = [
  { path: '/openapi.json', methods: { GET: openapi } },
  { path: '/docs', methods: { GET: docs } },
  { path: '/redoc', methods: { GET: docs } },
];

const GENERAL: readonly Route[] = [
  post('/tokenize', tokenize),
  post('/detokenize', detokenize),
  { path: '/load', methods: { GET: load }, since: '0.8.0' },
  { path: '/version', methods: { GET: version } },
  { path: '/health', methods: { GET: health } },
  { path: '/metrics', methods: { GET: metrics } },
  { path: '/v1/models', methods: { GET: models } },
  { path: '/ping', methods: { GET: health, POST: health } },
  post('/invocations', invocations),
];

/** Since then a server has only the paths of what its model can do (`supported_tasks` of build_app); the version is assumed. */
const ONLY_SUPPORTED = '0.16.0';

/** The server's routes in the order in which it logs them. */
export function routes({
  config,
  variables,
}: Pick<App, 'config' | 'variables'>): readonly (readonly [path: string, methods: Methods])[] {
  const [own, others] = pools(config.args) ? [OTHER_TASKS, GENERATION] : [GENERATION, OTHER_TASKS];
  const all = [
    ...(config.args.disable_fastapi_docs ? [] : DOCUMENTATION),
    ...GENERAL,
    ...own,
    ...(config.version.since(ONLY_SUPPORTED) ? [] : others.map(refusing)),
  ];
  const served = all
    .filter(({ since }) => since === undefined || config.version.since(since))
    .map(({ path, methods }) => [path, methods] as const);
  return [...served, ...switchedOn({ variables })];
}

/** Older versions have the path of every API, and refuse those that the model lacks. */
const refusing = (route: Route): Route => ({
  ...route,
  methods: {
    POST: () => {
      throw invalid(`The model does not support ${route.api} API`);
    },
  },
});
