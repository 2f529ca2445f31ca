import { adaptersOf } from '../arguments/lora.ts';
import type { App, AppHandler } from './app.ts';
import { jsonBody } from './body.ts';
import { checkChatTemplate, createChatCompletion } from './chat.ts';
import { createCompletion } from './completions.ts';
import { notImplemented } from './errors.ts';

/** prometheus_client's CONTENT_TYPE_LATEST: 1.0.0 since 0.22, 0.0.4 before. */
const METRICS_TYPE = {
  new: 'text/plain; version=1.0.0; charset=utf-8',
  old: 'text/plain; version=0.0.4; charset=utf-8',
};

export const health: AppHandler = () => ({ body: '' });

export const version: AppHandler = (app) => ({ body: { version: app.config.version.text } });

/** Without --enable-server-load-tracking nothing is counted. */
export const load: AppHandler = () => ({ body: { server_load: 0 } });

export const metrics: AppHandler = (app) => ({
  headers: { 'content-type': app.config.version.since('0.10.0') ? METRICS_TYPE.new : METRICS_TYPE.old },
  body: app.page(),
});

/** GET /v1/models; each response has new cards and permissions, as in vLLM. An adapter's card names its base model. */
export const models: AppHandler = (app) => {
  const { servedModelNames, args, maxModelLen } = app.config;
  const base = { root: args.model, parent: null, max_model_len: maxModelLen };
  const cards = servedModelNames.map((id) => card(app, id, base));
  const adapters = adaptersOf(args).map(({ name, path }) =>
    card(app, name, { root: path, parent: servedModelNames[0], max_model_len: null }),
  );
  return { body: { object: 'list', data: [...cards, ...adapters] } };
};

function card(app: App, id: string, own: object): object {
  const created = Math.floor(app.clock.now() / 1000);
  const permission = {
    id: `modelperm-${app.random.hex(32)}`,
    object: 'model_permission',
    created,
    allow_create_engine: false,
    allow_sampling: true,
    allow_logprobs: true,
    allow_search_indices: false,
    allow_view: true,
    allow_fine_tuning: false,
    organization: '*',
    group: null,
    is_blocking: false,
  };
  return { id, object: 'model', created, owned_by: 'vllm', ...own, permission: [permission] };
}

/** SageMaker's one path for everything. */
export const invocations: AppHandler = (app, request) =>
  jsonBody(request).messages === undefined ? createCompletion(app, request) : createChatCompletion(app, request);

/** APIs that vLLM has, and that go no further here than the check of the chat template. */
export const beyond =
  (name: string): AppHandler =>
  (app, request) => {
    jsonBody(request);
    checkChatTemplate(app);
    throw notImplemented(`[sandbox] Not simulated: the ${name} API. Use /v1/chat/completions.`);
  };

/** APIs of models that do not generate. */
export const notSimulated =
  (name: string): AppHandler =>
  () => {
    throw notImplemented(`[sandbox] Not simulated: the ${name} API, and models that do not generate text.`);
  };
