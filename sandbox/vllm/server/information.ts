import type { AppHandler } from './app.ts';
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

/** GET /v1/models; each response has new cards and permissions, as in vLLM. */
export const models: AppHandler = (app) => {
  const created = Math.floor(app.clock.now() / 1000);
  const data = app.config.servedModelNames.map((id) => ({
    id,
    object: 'model',
    created,
    owned_by: 'vllm',
    root: app.config.args.model,
    parent: null,
    max_model_len: app.config.maxModelLen,
    permission: [
      {
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
      },
    ],
  }));
  return { body: { object: 'list', data } };
};

/** SageMaker's one path for everything. */
export const invocations: AppHandler = (app, request) =>
  jsonBody(request).messages === undefined ? createCompletion(app, request) : createChatCompletion(app, request);

/** APIs that need a chat template and go no further here. */
export const beyond =
  (name: string): AppHandler =>
  (app, request) => {
    jsonBody(request);
    checkChatTemplate(app);
    throw notImplemented(`The model does not support ${name} API`);
  };
